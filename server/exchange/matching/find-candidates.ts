/** What is known under the names of a list and at its places. */
import type { EntityManager } from 'typeorm';
import { holdsAt } from '../../kernel/graph/as-of.ts';
import { sql, text, type Sql } from '../../kernel/graph/sql.ts';
import type { AreaLevel } from '../../land/level.ts';
import {
  decideMatch,
  doubtWhatIsSaidTwice,
  NEAR_M,
  type Match,
  type MatchCandidate,
} from '../../land/matching/decide-match.ts';
import { foldName } from '../../land/matching/fold-name.ts';
import { codeForm } from '../../land/matching/given-codes.ts';
import { encodeWkb } from '../formats/wkb.ts';
import type { ListedPlace } from './read-list.ts';

export interface MatchQuestion {
  readonly level: AreaLevel;
  /** The code of the area in which all of the list lies. */
  readonly within: string;
  /** YYYY-MM-DD */
  readonly asOf: string;
}

/** A match, and for what is new the code that its own begins with; null where the list does not say what it lies in. */
export interface MatchedPlace {
  readonly place: ListedPlace;
  readonly match: Match;
  readonly begins: string | null;
}

interface Known {
  readonly code: string;
  readonly name: string;
  readonly level: AreaLevel;
  /** Codes from the district down to itself. */
  readonly path: readonly string[];
}

/** Places sent in one statement. */
const BATCH = 2_000;
/** Degrees that are at least NEAR_M anywhere in China, for the index. */
const NEAR_DEGREES = NEAR_M / 60_000;

/** Matches the places of a list with the areas of the level that are known at the date. n log n in the places. */
export async function matchPlaces(
  manager: EntityManager,
  places: readonly ListedPlace[],
  question: MatchQuestion,
): Promise<readonly MatchedPlace[]> {
  const known = await knownWithin(manager, question);
  const byCode = new Map(known.map((area) => [area.code, area]));
  const ofLevel = known.filter(({ level }) => level === question.level);
  const byName = new Map<string, Known[]>();
  for (const area of ofLevel) {
    const folded = foldName(area.name);
    const others = byName.get(folded);
    if (others) others.push(area);
    else byName.set(folded, [area]);
  }
  const patterns = await patternsOf(manager, question);
  const metres = await distances(manager, places, question, byName);
  const folded = new Map(known.map(({ code, name }) => [code, foldName(name)]));
  const liesThere = (place: ListedPlace, path: readonly string[]): boolean | null => {
    const said = Object.entries(place.above);
    if (said.length === 0) return null;
    return said.every(([level, name]) =>
      path.some((code) => byCode.get(code)?.level === level && folded.get(code) === foldName(name)),
    );
  };
  const candidatesOf = (place: ListedPlace): MatchCandidate[] => {
    const near = metres.get(place.row) ?? new Map<string, number>();
    const named = byName.get(foldName(place.name)) ?? [];
    const all = new Set([...named.map(({ code }) => code), ...near.keys()]);
    return [...all].flatMap((code): MatchCandidate[] => {
      const area = byCode.get(code);
      if (!area) return [];
      const nameAgrees = folded.get(code) === foldName(place.name);
      const parentAgrees = liesThere(place, area.path);
      return [{ code, name: area.name, nameAgrees, parentAgrees, distanceM: near.get(code) ?? null }];
    });
  };
  const placesByRow = new Map(places.map((place) => [place.row, place]));
  const decided = doubtWhatIsSaidTwice(
    new Map(places.map((place) => [place.row, decideMatch(candidatesOf(place))])),
    (row) => candidatesOf(placesByRow.get(row) ?? missing(row)),
  );
  const grounds = await groundsOf(manager, places, question);
  const bases = known.filter(
    ({ code, level }) => level !== question.level && patterns.some((pattern) => codeForm(pattern, code)),
  );
  return places.map((place) => {
    const match = decided.get(place.row) ?? { outcome: 'NEW' };
    const above = bases.filter(
      ({ code, path }) => liesThere(place, path) ?? grounds.get(place.row)?.has(code) ?? code === question.within,
    );
    const [only, ...others] = above;
    return { place, match, begins: only && others.length === 0 ? only.code : null };
  });
}

function missing(row: number): never {
  throw new Error(`There is no row ${row}.`);
}

const run = <Row>(manager: EntityManager, { text: statement, params }: Sql): Promise<Row[]> =>
  manager.query<Row[]>(statement, params);

async function knownWithin(manager: EntityManager, { level, within, asOf }: MatchQuestion): Promise<Known[]> {
  const rows = await run<Omit<Known, 'path'> & { path: string }>(
    manager,
    sql`
      select a.code, a.name, a.level, p.path
      from area_path p join area a on a.id = p.area_id
      where ${holdsAt('p', asOf)} and ${within} = any (string_to_array(p.path, '/'))
        and (p.level = ${text(level)} or p.level not in ('BUILDING', 'BUILDING_GROUP'))`,
  );
  return rows.map((row) => ({ ...row, path: row.path.split('/') }));
}

async function patternsOf(manager: EntityManager, { level }: MatchQuestion): Promise<string[]> {
  const rows = await run<{ pattern: string }>(
    manager,
    sql`select distinct code_pattern as pattern from level_scheme_level where level = ${text(level)} and code_pattern is not null`,
  );
  return rows.map(({ pattern }) => pattern);
}

const shapesOf = (places: readonly ListedPlace[]): string =>
  JSON.stringify(
    places.flatMap(({ row, geometry }) => (geometry ? [{ row, geom: encodeWkb(geometry).toString('hex') }] : [])),
  );

/** Metres from the places to known areas near them, and to those of their name however far. */
async function distances(
  manager: EntityManager,
  places: readonly ListedPlace[],
  { level, within, asOf }: MatchQuestion,
  byName: ReadonlyMap<string, readonly Known[]>,
): Promise<ReadonlyMap<number, Map<string, number>>> {
  const found = new Map<number, Map<string, number>>();
  for (let at = 0; at < places.length; at += BATCH) {
    const batch = places.slice(at, at + BATCH).filter(({ geometry }) => geometry !== null);
    if (batch.length === 0) continue;
    const named = batch.flatMap(({ row, name }) =>
      (byName.get(foldName(name)) ?? []).slice(0, 50).map(({ code }) => ({ row, code })),
    );
    const rows = await run<{ row: number; code: string; metres: number }>(
      manager,
      sql`
        with said as materialized (
          select s.row, ST_SetSRID(s.geom::geometry, 4490) as geom
          from json_to_recordset(${shapesOf(batch)}::json) as s(row integer, geom text)
        ), pair as (
          select s.row, b.area_id, false as is_named
          from said s join boundary b on b.geom && ST_Expand(s.geom, ${NEAR_DEGREES}::float8) and ${holdsAt('b', asOf)}
          join area_path p on p.area_id = b.area_id and p.level = ${text(level)} and ${holdsAt('p', asOf)}
            and ${within} = any (string_to_array(p.path, '/'))
          union all
          select n.row, a.id, true
          from json_to_recordset(${JSON.stringify(named)}::json) as n(row integer, code text) join area a on a.code = n.code
        )
        select q.row, a.code, min(ST_Distance(s.geom::geography, b.geom::geography)) as metres
        from pair q join said s on s.row = q.row join area a on a.id = q.area_id
        join boundary b on b.area_id = a.id and ${holdsAt('b', asOf)}
        where q.is_named or ST_DWithin(s.geom::geography, b.geom::geography, ${NEAR_M}::float8)
        group by q.row, a.code`,
    );
    for (const { row, code, metres } of rows) {
      const ofRow = found.get(row) ?? new Map<string, number>();
      found.set(row, ofRow.set(code, metres));
    }
  }
  return found;
}

/** Codes of the areas on whose ground the middle of each place lies. */
async function groundsOf(
  manager: EntityManager,
  places: readonly ListedPlace[],
  { asOf }: MatchQuestion,
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const found = new Map<number, Set<string>>();
  for (let at = 0; at < places.length; at += BATCH) {
    const rows = await run<{ row: number; code: string }>(
      manager,
      sql`
        select s.row, a.code
        from (select s.row, ST_PointOnSurface(ST_SetSRID(s.geom::geometry, 4490)) as place
          from json_to_recordset(${shapesOf(places.slice(at, at + BATCH))}::json) as s(row integer, geom text)) s
        join boundary b on b.geom && s.place and ${holdsAt('b', asOf)} and ST_Intersects(b.geom, s.place)
        join area a on a.id = b.area_id`,
    );
    for (const { row, code } of rows) found.set(row, (found.get(row) ?? new Set()).add(code));
  }
  return found;
}
