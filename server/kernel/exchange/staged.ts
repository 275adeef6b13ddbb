/** Rows of a file in SQL, for the layers of the features: table `import_row`, always as `r`. */
import { joined, sql, text, type Sql } from '../graph/sql.ts';
import type { FieldType, ImportScope } from './layer.ts';

export type ImportAction = 'ADDED' | 'CHANGED' | 'ENDED';

/** Tables and condition: the rows of the file that are to be written in this way. */
export const staged = ({ run }: ImportScope, action: ImportAction): Sql =>
  sql`import_row r where r.run_id = ${run} and r.action = ${text(action)}`;

/** As `staged`, for statements that join further tables behind it. */
export const stagedRows = ({ run }: ImportScope, ...actions: ImportAction[]): Sql =>
  sql`(select * from import_row where run_id = ${run} and action = any (${actions}::text[])) r`;

const TYPES: Readonly<Record<Exclude<FieldType, 'codes'>, Sql>> = {
  text: sql`text`,
  integer: sql`integer`,
  number: sql`double precision`,
  date: sql`date`,
  people: sql`integer`,
};

/** What the row says in a field; null when it says nothing. */
export const said = (field: string, type: Exclude<FieldType, 'codes'> = 'text'): Sql =>
  sql`(r.attributes->>${text(field)})::${TYPES[type]}`;

/** The codes a row names in a field, as rows `named(code)`. */
export const saidCodes = (field: string): Sql =>
  sql`jsonb_array_elements_text(coalesce(nullif(r.attributes->${text(field)}, 'null'), '[]')) named(code)`;

/** Whether the file says something else in this field than what is known. */
export const changes = (field: string): Sql => sql`r.changes ? ${text(field)}`;

/** The new value of a column: what the row says where it says something else, else what is there. */
export const changed = (field: string, column: Sql, type: Exclude<FieldType, 'codes'> = 'text'): Sql =>
  sql`case when ${changes(field)} then ${said(field, type)} else ${column} end`;

/** The last day as files have it: null for "still so". */
export const lastDay = (column: Sql): Sql => sql`case when isfinite(${column}) then ${column} end`;

/** A value for `attributes`: the fields by name and the expressions of their values. */
export function attributes(values: Readonly<Record<string, Sql>>): Sql {
  const pairs = Object.entries(values).map(([field, value]) => sql`${text(field)}, ${value}`);
  return sql`jsonb_build_object(${joined(pairs, sql`, `)})`;
}

/** A code as a finding may repeat it: findings are kept, and what has other signs may be anything, the name of somebody too. */
export const repeatable = (code: Sql): Sql => sql`case when ${code} ~ ${REPEATABLE} then ${code} end`;
/** The same for programs. */
export const isRepeatable = (code: string): boolean => new RegExp(REPEATABLE).test(code);
const REPEATABLE = '^[!-~]{1,80}$';

/** What a row says, for a sentence of a finding: in quotation marks as far as it can be repeated. */
export const inWords = (value: Sql): Sql =>
  sql`case when ${value} ~ ${REPEATABLE} then '"' || ${value} || '"' else format('a text of %s characters', length(${value})) end`;
