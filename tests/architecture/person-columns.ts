import type { SourceFile } from './source-files.ts';

/** Words that, standing in a column's name, say that it holds something about one person. */
const OF_A_PERSON = [
  'phone',
  'mobile',
  'telephone',
  'email',
  'wechat',
  'qq',
  'contact',
  'id_card',
  'identity_number',
  'id_number',
  'passport',
  'person',
  'resident',
  'citizen',
  'owner_name',
  'tenant',
  'surname',
  'first_name',
  'last_name',
  'full_name',
  'given_name',
  'nickname',
  'gender',
  'sex',
  'age',
  'birth',
  'birthday',
  'born',
  'ethnicity',
  'nationality',
  'religion',
  'marital',
  'spouse',
  'health',
  'disease',
  'disability',
  'income',
  'salary',
  'face',
  'fingerprint',
  'photo',
  'reporter',
  'complainant',
  'caller',
  'household_head',
  'plate_number',
  'bank_account',
  'remark',
];
const NOT_A_COLUMN = /^(primary|unique|check|constraint|exclude|foreign|like)\b/i;

export interface Column {
  readonly table: string;
  readonly column: string;
}

/** Columns of a person, as "table.column". */
export function personColumns(columns: readonly Column[]): string[] {
  return columns
    .filter(({ column }) => OF_A_PERSON.some((part) => `_${column.toLowerCase()}_`.includes(`_${part}_`)))
    .map(({ table, column }) => `${table}.${column}`);
}

/** Columns that `create table` and `alter table … add column` name in a migration. */
export function columnsOf(migration: SourceFile): Column[] {
  const sql = migration.text
    .replace(/--.*$/gm, '')
    .replace(/\$\$.*?\$\$/gs, "''")
    .replace(/'(?:[^']|'')*'/g, "''");
  const created = [
    ...sql.matchAll(/create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w.]+)\s*\(/gi),
  ].flatMap((match) =>
    topLevelParts(sql, (match.index ?? 0) + match[0].length)
      .filter((part) => !NOT_A_COLUMN.test(part))
      .map((part) => ({ table: match[1] ?? '', column: firstWord(part) })),
  );
  const added = [...sql.matchAll(/alter\s+table\s+(?:only\s+)?([\w.]+)([^;]*)/gi)].flatMap((match) =>
    [...(match[2] ?? '').matchAll(/add\s+column\s+(?:if\s+not\s+exists\s+)?("?\w+"?)/gi)].map((column) => ({
      table: match[1] ?? '',
      column: firstWord(column[1] ?? ''),
    })),
  );
  return [...created, ...added];
}

function firstWord(part: string): string {
  return (/^"?(\w+)"?/.exec(part.trim())?.[1] ?? '').toLowerCase();
}

/** What stands between commas up to the bracket that closes, inner brackets left whole. */
function topLevelParts(sql: string, start: number): string[] {
  const parts: string[] = [];
  let depth = 1;
  let part = '';
  for (let index = start; index < sql.length && depth > 0; index++) {
    const sign = sql[index] ?? '';
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    if (depth === 0 || (depth === 1 && sign === ',')) {
      parts.push(part.trim());
      part = '';
    } else part += sign;
  }
  return parts.filter((text) => text !== '');
}
