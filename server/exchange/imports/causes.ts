/** One cause, one message: what only follows from something else that is wrong with the same row is not told again. */
import { sql, type Sql } from '../../kernel/graph/sql.ts';
import type { ImportScope } from '../../kernel/exchange/layer.ts';

/** The row has no shape that could be used. */
const NO_SHAPE = [
  'GEOMETRY_MISSING',
  'COORDINATE_PAIR_INCOMPLETE',
  'COORDINATE_UNREADABLE',
  'WKT_UNREADABLE',
  'SRID_DIFFERS',
  'COORDINATES_OUTSIDE',
  'GEOMETRY_TYPE',
  'GEOMETRY_NOT_AN_OBJECT',
  'GEOMETRY_DAMAGED',
  'GEOMETRY_UNSUPPORTED',
  'GEOMETRY_TOO_LARGE',
  'COORDINATES_MISSING',
  'COORDINATE_NOT_A_NUMBER',
  'POSITION_INCOMPLETE',
  'WRONG_DEPTH',
  'RING_TOO_FEW_POINTS',
  'RING_TOO_LONG',
  'LINE_TOO_SHORT',
  'MIXED_COLLECTION',
  'COLLECTION_TOO_DEEP',
  'TYPE_MISSING',
  'TYPE_UNKNOWN',
  'SHAPE_INVALID',
];
/** Nothing of the row could be read. */
const NO_ROW = ['FEATURE_NULL', 'FEATURE_NOT_AN_OBJECT', 'FEATURE_NOT_JSON', 'TOO_MANY_VALUES', 'TOO_MANY_ATTRIBUTES'];
/** The row has no code that could be used. */
const NO_CODE = [...NO_ROW, 'CODE_SCIENTIFIC', 'CODE_MISSING', 'CODE_FORM'];
const NO_VALUE = [
  'VALUE_NOT_INTEGER',
  'VALUE_NOT_NUMBER',
  'VALUE_NOT_DATE',
  'VALUE_NOT_INSTANT',
  'VALUE_UNKNOWN',
  'VALUE_TOO_LONG',
  'BELOW_BUILDING',
];

/** What follows from what, the roots on the right. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  CODE_MISSING: [...NO_ROW, 'CODE_SCIENTIFIC', 'VALUE_TOO_LONG'],
  CODE_FORM: NO_ROW,
  // Places tell the district of what has no code of ours.
  DISTRICT_UNKNOWN: [...NO_CODE, ...NO_SHAPE],
  LEVEL_UNKNOWN: [...NO_CODE, 'DISTRICT_UNKNOWN'],
  PARENT_UNKNOWN: [...NO_CODE, 'DISTRICT_UNKNOWN', 'LEVEL_UNKNOWN'],
  PARENT_CODE: [...NO_CODE, 'DISTRICT_UNKNOWN'],
  PARENT_LEVEL: [...NO_CODE, 'DISTRICT_UNKNOWN'],
  CODE_OF_OTHER_LEVEL: NO_CODE,
  GEOMETRY_MISSING: [...NO_ROW, ...NO_SHAPE.slice(1)],
  PLACE_UNKNOWN: [...NO_ROW, ...NO_SHAPE, 'DISTRICT_UNKNOWN'],
  REQUIRED_MISSING: [...NO_ROW, ...NO_VALUE],
  CATEGORY_UNKNOWN: NO_ROW,
  STATE_CONTRADICTS: ['DATES_REVERSED', ...NO_VALUE],
  GEOMETRY_EMPTY: ['GEOMETRY_MISSING'],
};

/** Takes out what follows from another refusal of the row. */
export function keepRoots({ run }: ImportScope): Sql {
  const pairs = Object.entries(FOLLOWS).flatMap(([reason, roots]) => roots.map((root) => ({ reason, root })));
  return sql`
    delete from import_finding f using json_to_recordset(${JSON.stringify(pairs)}::json) p(reason text, root text), import_finding cause
    where f.run_id = ${run} and f.reason = p.reason and cause.run_id = f.run_id and cause.row = f.row and cause.id <> f.id
      and cause.reason = p.root and cause.severity = 'REFUSED'`;
}
