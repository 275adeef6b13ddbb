import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ask } from '../../support/ask.ts';
import { aGrid } from '../../support/factories.ts';
import { demoDatabase, inDemoSession, inTransaction } from '../../support/test-database.ts';

const TABLES = ['area', 'owners_committee', 'property_company', 'property_service', 'renewal_project'];
const OTHERS = ['office_building', 'building_party_committee', 'issue', 'post', 'hard_issue'];

test('ids and feature ids come from what a thing is, and so are the same after a reload', async () => {
  const { dataSource } = await demoDatabase();
  for (const table of [...TABLES, ...OTHERS]) {
    const [row] = await dataSource.query<{ all: number; other: number }[]>(
      `select count(*)::int as all, count(*) filter (where id <> number_of($1, code, 0))::int as other from ${table}`,
      [table],
    );
    expect(row?.all, table).toBeGreaterThan(0);
    expect(row?.other, table).toBeLessThan(5);
  }
  // The district of the demo, on every machine.
  const { area } = await inDemoSession((session) =>
    ask<{ area: { id: string; featureId: number } }>(session, '{ area(code: "370202") { id featureId } }'),
  );
  const number = 268_435_456 + (parseInt(md5('area 370202').slice(0, 8), 16) % (2_147_483_647 - 268_435_456));
  expect(area).toEqual({ featureId: number, id: Buffer.from(`District:${number}`).toString('base64url') });
});

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

test('whoever comes second to a number takes that of the next attempt, and a number that is given is kept', () =>
  inTransaction(async ({ manager }) => {
    const grid = await aGrid(manager);
    const copy = (code: string, id: string): Promise<{ id: number }[]> =>
      manager.query(
        `insert into area (id, district_code, level, code, name, valid_from, source_id, grid_system)
         select ${id}, district_code, level, $1, name, valid_from, source_id, grid_system from area where code = $2
         returning id`,
        [code, grid.code],
      );
    const [one, two, three] = ['991', '992', '993'].map((end) => grid.code.slice(0, -3) + end);
    if (!one || !two || !three) throw new Error('No codes');
    const number = async (code: string, attempt: number): Promise<number> => {
      const [row] = await manager.query<{ id: number }[]>(`select number_of('area', $1, $2) as id`, [code, attempt]);
      return row?.id ?? 0;
    };
    // Two whose first numbers are the same are too rare to draw: another sits on the number instead.
    expect(await copy(one, `number_of('area', '${two}', 0)`)).toEqual([{ id: await number(two, 0) }]);
    expect(await copy(two, 'null')).toEqual([{ id: await number(two, 1) }]);
    expect(await copy(three, '7')).toEqual([{ id: 7 }]);
  }));
