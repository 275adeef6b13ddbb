/** What is known under the names of a list and at its places. */
import { setImmediate as breathe } from 'node:timers/promises';
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

/** Places that are decided before others have their turn: the list is long, and the server is not for it alone. */
const TOGETHER = 200;
/** Areas of one name that are looked at where nothing narrows them: more are several in any case. */
const NAMESAKES = 50;

/** Matches the places of a list with the areas of the level that are known at the date. n log n in the places. */
export async function matchPlaces(
  manager: EntityManager,
  places: readonly ListedPlace[],
  question: MatchQuestion,
): Promise<readonly MatchedPlace[]> {
  const known = new KnownAreas(await knownWithin(manager, question), question.level);
  const patterns = await patternsOf(manager, question);
  const bases = known.all.filter(
    ({ code, level }) => level !== question.level && patterns.some((pattern) => codeForm(pattern, code)),
  );
  const metres = await distances(manager, places, question, known);
  const grounds = await groundsOf(manager, places, question);
  const candidates = new Map<number, readonly MatchCandidate[]>();
  const decided = new Map<number, Match>();
  const begins = new Map<number, string | null>();
  for (const [at, place] of places.entries()) {
    if (at % TOGETHER === 0) await breathe();
    const near = metres.get(place.row) ?? new Map<string, number>();
    const found = known.candidatesOf(place, near);
    candidates.set(place.row, found);
    decided.set(place.row, decideMatch(found));
    const [only, ...others] = bases.filter(
      (area) => known.liesIn(area, place) ?? grounds.get(place.row)?.has(area.code) ?? area.code === question.within,
    );
    begins.set(place.row, only && others.length === 0 ? only.code : null);
  }
  const matches = doubtWhatIsSaidTwice(decided, (row) => candidates.get(row) ?? []);
  return places.map((place) => ({
    place,
    match: matches.get(place.row) ?? { outcome: 'NEW' },
    begins: begins.get(place.row) ?? null,
  }));
}

/** Known areas by their names, as lists write them. */
class KnownAreas {
  private readonly byCode = new Map<string, Known>();
  /** By the name, and by the name and that of each area above. */
  private readonly byName = new Map<string, Known[]>();
  private readonly foldedNames = new Map<string, string>();

  constructor(
    readonly all: readonly Known[],
    level: AreaLevel,
  ) {
    for (const area of all) this.byCode.set(area.code, area);
    for (const area of all) {
      if (area.level !== level) continue;
      const name = this.folded(area.name);
      this.put(name, area);
      for (const code of area.path.slice(0, -1)) {
        const above = this.byCode.get(code);
        if (above) this.put(this.key(name, above.level, above.name), area);
      }
    }
  }

  /** Areas of the name, in what the place says it lies in. */
  named({ name, above }: ListedPlace): readonly Known[] {
    const folded = this.folded(name);
    const lowest = Object.entries(above).at(-1);
    const found = this.byName.get(lowest ? this.key(folded, lowest[0], lowest[1]) : folded) ?? [];
    return found.slice(0, NAMESAKES);
  }

  /** Whether an area is, or lies in, all that the place says it lies in; null where it says nothing of that. */
  liesIn({ path }: Known, { above }: ListedPlace): boolean | null {
    const said = Object.entries(above);
    if (said.length === 0) return null;
    return said.every(([level, name]) =>
      path.some((code) => {
        const area = this.byCode.get(code);
        return area?.level === level && this.folded(area.name) === this.folded(name);
      }),
    );
  }

  candidatesOf(place: ListedPlace, near: ReadonlyMap<string, number>): MatchCandidate[] {
    const codes = new Set([...this.named(place).map(({ code }) => code), ...near.keys()]);
    return [...codes].flatMap((code): MatchCandidate[] => {
      const area = this.byCode.get(code);
      if (!area) return [];
      const nameAgrees = this.folded(area.name) === this.folded(place.name);
      const parentAgrees = this.liesIn(area, place);
      return [{ code, name: area.name, nameAgrees, parentAgrees, distanceM: near.get(code) ?? null }];
    });
  }

  private key(name: string, level: string, above: string): string {
    return `${name}\n${level}\n${this.folded(above)}`;
  }

  private put(key: string, area: Known): void {
    const others = this.byName.get(key);
    if (others) others.push(area);
    else this.byName.set(key, [area]);
  }

  private folded(name: string): string {
    const before = this.foldedNames.get(name);
    if (before !== undefined) return before;
    const folded = foldName(name);
    this.foldedNames.set(name, folded);
    return folded;
  }
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
  known: KnownAreas,
): Promise<ReadonlyMap<number, Map<string, number>>> {
  const found = new Map<number, Map<string, number>>();
  for (let at = 0; at < places.length; at += BATCH) {
    const batch = places.slice(at, at + BATCH).filter(({ geometry }) => geometry !== null);
    if (batch.length === 0) continue;
    const named = batch.flatMap((place) => known.named(place).map(({ code }) => ({ row: place.row, code })));
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
