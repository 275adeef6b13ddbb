/**
 * The national list of divisions for statistics (统计用区划代码, National Bureau of Statistics): districts and subdistricts of 2023
 * come along in a file; communities, which are twenty times as many, and lists of other years are loaded by whoever needs them.
 */
import { readFile } from 'node:fs/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { openApart } from '../formats/apart/open-apart.ts';

const LIST = new URL('divisions-2023.csv', import.meta.url);
const PUBLISHED = '2023';
const BATCH = 5000;

interface DivisionCode {
  readonly code: string;
  readonly name: string;
}

/** Districts that have codes of their own in no list: the year of the list, and which they are. */
export interface UnlistedDistricts {
  readonly published: string;
  readonly codes: readonly string[];
}

/**
 * The codes of these districts, as far as the list that comes along has them, into `division_code`. What is there stays. The list
 * has every district of the country, so it also tells which of them do not exist.
 */
export async function loadShippedCodes(
  manager: EntityManager,
  districts: readonly string[],
): Promise<UnlistedDistricts> {
  const wanted = new Set(districts);
  const rows: DivisionCode[] = [];
  for (const line of (await readFile(LIST, 'utf8')).split('\n')) {
    if (!wanted.has(line.slice(0, 6))) continue;
    const [code = '', name = ''] = line.split(',');
    rows.push({ code, name });
  }
  await insert(manager, rows, PUBLISHED, 'nothing');
  const known = await manager.query<{ code: string }[]>(
    `select distinct left(code, 6) as code from division_code where left(code, 6) = any ($1::text[])`,
    [districts],
  );
  const listed = new Set(known.map(({ code }) => code));
  return { published: PUBLISHED, codes: districts.filter((code) => !listed.has(code)) };
}

/** What a column of codes and one of names are called in published lists. */
const CODE = /^(code|代码|区划代码|.*_code)$/i;
const NAME = /^(name|名称|.*_name)$/i;
const FORM = /^(\d{6}|\d{9}|\d{12})$/;

/**
 * A published list from a table with a column of codes (6, 9 or 12 digits) and one of names, into `division_code`; what it says
 * otherwise replaces what is there. Answers how many codes it has. Throws when it has none.
 */
export async function loadPublishedCodes(dataSource: DataSource, path: string, published: string): Promise<number> {
  const source = await openApart(path);
  let count = 0;
  try {
    const [table] = source.layers;
    await dataSource.transaction(async (manager) => {
      let batch = new Map<string, string>();
      const flush = async (): Promise<void> => {
        const rows = [...batch].map(([code, name]) => ({ code, name }));
        await insert(manager, rows, published, 'update');
        count += rows.length;
        batch = new Map();
      };
      for await (const { attributes } of table?.rows() ?? []) {
        const [code, name] = [CODE, NAME].map((heading) => {
          const found = Object.entries(attributes).find(([each, value]) => heading.test(each) && value !== null);
          return String(found?.[1] ?? '').trim();
        });
        if (code === undefined || !name || !FORM.test(code)) continue;
        batch.set(code, name);
        if (batch.size >= BATCH) await flush();
      }
      await flush();
    });
  } finally {
    await source.close();
  }
  if (count === 0)
    throw new Error('The file has no codes: it needs a column "code" of 6, 9 or 12 digits and a column "name".');
  return count;
}

async function insert(
  manager: EntityManager,
  rows: readonly DivisionCode[],
  published: string,
  onConflict: 'nothing' | 'update',
): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `insert into division_code (code, name, published)
     select r.code, r.name, $2 from jsonb_to_recordset($1::jsonb) as r(code text, name text)
     on conflict (code) do ${onConflict === 'nothing' ? 'nothing' : 'update set name = excluded.name, published = excluded.published'}`,
    [JSON.stringify(rows), published],
  );
}
