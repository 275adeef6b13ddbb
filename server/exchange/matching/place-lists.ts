/** Lists of places without codes: matched, decided by a person where that is needed, and given back with codes. */
import type { DataSource, EntityManager } from 'typeorm';
import type { AreaLevel } from '../../land/level.ts';
import { codeForm, takeCodes } from '../../land/matching/given-codes.ts';
import type { MatchCandidate, MatchReason } from '../../land/matching/decide-match.ts';
import type { SourceValue } from '../formats/source-file.ts';
import { FileRefused } from '../imports/file-refused.ts';
import { ImportRefused } from '../imports/finish.ts';
import type { ImportRequest } from '../imports/prepare.ts';
import { refusal } from '../words/refusals.ts';
import { matchPlaces } from './find-candidates.ts';
import { readPlaceList } from './read-list.ts';

export interface ListRequest extends ImportRequest {
  readonly level: AreaLevel;
  readonly within: string;
}

export type Outcome = 'SURE' | 'DOUBTFUL' | 'NEW';

export interface ListReport {
  readonly key: string;
  readonly layer: string;
  readonly within: string;
  readonly asOf: string;
  readonly fileName: string;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** New ones that do not say what they lie in: they get no code and are left out until they do. */
  readonly homeless: number;
}

export interface ListedRow {
  readonly row: number;
  readonly name: string;
  readonly outcome: Outcome;
  readonly reason: MatchReason | null;
  readonly candidates: readonly MatchCandidate[];
  readonly begins: string | null;
  readonly code: string | null;
}

/** What a person says of a doubtful row: the code of a candidate, that it is new, or that it is left out. */
export type Choice = string;
export const [AS_NEW, LEFT_OUT] = ['NEW', 'LEAVE'] as const;

const ROWS_IN_ANSWER = 200;

/** Reads and matches a list; nothing of the land is written. Throws FileRefused. */
export async function matchList(
  dataSource: DataSource,
  request: ListRequest,
  postId: number | null,
): Promise<ListReport> {
  const { layer, level, within, asOf, fileName } = request;
  await dataSource.query(`delete from place_list where begun_at < now() - interval '1 day'`);
  const { headings, nameHeading, places } = await readPlaceList(dataSource, request);
  if (places.length === 0) throw new FileRefused(refusal('FILE_EMPTY'));
  return dataSource.transaction(async (manager) => {
    const [area] = await manager.query<unknown[]>(
      `select from area_path p join area a on a.id = p.area_id and a.code = $1 where $2::date >= p.valid_from and $2::date < p.valid_to`,
      [within, asOf],
    );
    if (!area) throw new FileRefused(refusal('LIST_AREA_UNKNOWN', { code: within, day: asOf }));
    const matched = await matchPlaces(manager, places, { level, within, asOf });
    const [list] = await manager.query<{ id: number; key: string }[]>(
      `insert into place_list (layer, within, as_of, file_name, headings, name_heading, post_id)
       values ($1, $2, $3, $4, $5, $6, $7) returning id, key`,
      [layer.key, within, asOf, fileName, headings, nameHeading, postId],
    );
    if (!list) throw new Error('The database did not number the list.');
    const rows = matched.map(({ place, match, begins }) => ({
      row: place.row,
      name: place.name,
      cells: place.cells,
      begins,
      outcome: match.outcome,
      reason: match.outcome === 'DOUBTFUL' ? match.reason : null,
      candidates: match.outcome === 'DOUBTFUL' ? match.candidates : [],
      code: match.outcome === 'SURE' ? match.code : null,
    }));
    await manager.query(
      `insert into place_list_row (list_id, row, name, cells, outcome, reason, candidates, begins, code)
       select $1, r.row, r.name, r.cells, r.outcome, r.reason, r.candidates, r.begins, r.code
       from json_to_recordset($2::json) as r(row integer, name text, cells jsonb, outcome text, reason text, candidates jsonb, begins text, code text)`,
      [list.id, JSON.stringify(rows)],
    );
    return reportOf(manager, list.key);
  });
}

export async function reportOf(manager: Pick<EntityManager, 'query'>, key: string): Promise<ListReport> {
  const [report] = await manager.query<ListReport[]>(
    `select l.key, l.layer, l.within, to_char(l.as_of, 'YYYY-MM-DD') as "asOf", l.file_name as "fileName",
       jsonb_build_object('SURE', count(*) filter (where r.outcome = 'SURE'), 'DOUBTFUL', count(*) filter (where r.outcome = 'DOUBTFUL'),
         'NEW', count(*) filter (where r.outcome = 'NEW')) as counts,
       count(*) filter (where r.outcome = 'NEW' and r.begins is null)::int as homeless
     from place_list l join place_list_row r on r.list_id = l.id where l.key::text = $1 group by l.id`,
    [key],
  );
  if (!report) throw new ImportRefused(refusal('NOT_FOUND', { key }));
  return report;
}

/** The rows of an outcome after one, in the order of the list. */
export function rowsOf(
  manager: Pick<EntityManager, 'query'>,
  key: string,
  outcome: Outcome,
  after: number,
): Promise<ListedRow[]> {
  return manager.query<ListedRow[]>(
    `select r.row, r.name, r.outcome, r.reason, r.candidates, r.begins, r.code
     from place_list l join place_list_row r on r.list_id = l.id
     where l.key::text = $1 and r.outcome = $2 and r.row > $3 order by r.row limit ${ROWS_IN_ANSWER}`,
    [key, outcome, after],
  );
}

export interface CodedRow {
  /** Its number in the list: what the list has besides is joined by it. */
  readonly row: number;
  readonly code: string;
  readonly outcome: Outcome;
  /** As in the list, of what is kept of it; what is known keeps its name, or a list in other signs would rename it. */
  readonly cells: readonly SourceValue[];
  /** The name as the list has it. */
  readonly listedName: string;
}

export interface CodedList {
  readonly fileName: string;
  readonly headings: readonly string[];
  readonly rows: readonly CodedRow[];
  readonly leftOut: number;
}

/**
 * The list with codes. Codes of new ones are given once: whoever asks again gets the same. Rows that are doubtful and not decided are
 * left out, and so are new ones that do not say what they lie in. Throws ImportRefused for a choice that is none of the candidates.
 */
export function codeList(
  dataSource: DataSource,
  key: string,
  level: AreaLevel,
  choices: ReadonlyMap<number, Choice>,
): Promise<CodedList> {
  return dataSource.transaction(async (manager) => {
    const [list] = await manager.query<{ id: number; fileName: string; headings: string[]; nameHeading: string }[]>(
      `select id, file_name as "fileName", headings, name_heading as "nameHeading" from place_list where key::text = $1 for update`,
      [key],
    );
    if (!list) throw new ImportRefused(refusal('NOT_FOUND', { key }));
    const rows = await manager.query<(ListedRow & { cells: SourceValue[] })[]>(
      `select row, name, outcome, reason, candidates, begins, code, cells from place_list_row where list_id = $1 order by row`,
      [list.id],
    );
    const codes = new Map<number, string>();
    const byBeginning = new Map<string, number[]>();
    for (const { row, outcome, candidates, begins, code } of rows) {
      const choice = outcome === 'DOUBTFUL' ? choices.get(row) : AS_NEW;
      if (choice === undefined || choice === LEFT_OUT) continue;
      // Known of what is sure; of what is new, given before.
      if (choice === AS_NEW && code !== null) codes.set(row, code);
      else if (choice !== AS_NEW) {
        if (!candidates.some(({ code }) => code === choice))
          throw new ImportRefused(refusal('CHOICE_UNKNOWN', { row: String(row), choice }));
        codes.set(row, choice);
      } else if (begins !== null) {
        byBeginning.set(begins, [...(byBeginning.get(begins) ?? []), row]);
      }
    }
    const given = await giveCodes(manager, level, byBeginning);
    for (const [row, code] of given) codes.set(row, code);
    await manager.query(
      `update place_list_row r set code = g.code from json_to_recordset($2::json) as g(row integer, code text)
       where r.list_id = $1 and r.row = g.row`,
      [list.id, JSON.stringify([...given].map(([row, code]) => ({ row, code })))],
    );
    const known = await manager.query<{ code: string; name: string }[]>(
      'select code, name from area where code = any ($1::text[])',
      [[...codes.values()]],
    );
    const names = new Map(known.map(({ code, name }) => [code, name]));
    const nameAt = list.headings.indexOf(list.nameHeading);
    const coded = rows.flatMap(({ row, name, outcome, cells }): CodedRow[] => {
      const code = codes.get(row);
      if (code === undefined) return [];
      return [{ row, code, outcome, cells: cells.with(nameAt, names.get(code) ?? name), listedName: name }];
    });
    return { fileName: list.fileName, headings: list.headings, rows: coded, leftOut: rows.length - coded.length };
  });
}

/** The same order of beginnings for everybody, so that two who wait for each other do not wait for ever. */
async function giveCodes(
  manager: EntityManager,
  level: AreaLevel,
  byBeginning: ReadonlyMap<string, readonly number[]>,
): Promise<ReadonlyMap<number, string>> {
  const patterns = await manager.query<{ pattern: string; district: string }[]>(
    `select l.code_pattern as pattern, d.district_code as district from district_setting d
     join level_scheme_level l on l.scheme_code = d.scheme_code where l.level = $1`,
    [level],
  );
  const given = new Map<number, string>();
  for (const [begins, rows] of [...byBeginning].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const pattern = patterns.find(({ district }) => begins.startsWith(district))?.pattern;
    const form = pattern === undefined ? null : codeForm(pattern, begins);
    if (!form) continue;
    const codes = await takeCodes(manager, form, rows.length);
    rows.forEach((row, i) => given.set(row, codes[i] ?? missingCode()));
  }
  return given;
}

function missingCode(): never {
  throw new Error('Fewer codes were given than asked for.');
}
