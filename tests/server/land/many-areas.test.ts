import { expect, test } from 'vitest';
import { aSource, aSubdistrict } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

test('many areas written at once are read through a few times, and not once for each', () =>
  inTransaction(async ({ manager }) => {
    const { districtCode, code } = await aSubdistrict(manager);
    // What the planner knows when a district comes in: two areas.
    await manager.query('analyze area');
    const read = async () => {
      const [row] = await manager.query<{ rows: string }[]>(
        "select seq_tup_read as rows from pg_stat_xact_user_tables where relname = 'area'",
      );
      return Number(row?.rows);
    };
    const before = await read();
    await manager.query(
      `insert into area (district_code, level, code, name, valid_from, source_id)
       select $1, 'COMMUNITY', $2 || lpad(i::text, 3, '0'), '甲' || i, '2020-01-01', $3::int from generate_series(1, 900) i`,
      [districtCode, code, await aSource(manager)],
    );
    expect((await read()) - before).toBeLessThan(50_000);
  }));
