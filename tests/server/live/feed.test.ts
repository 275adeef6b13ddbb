import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readFeedState, readRowsAfter } from '../../../server/live/feed.ts';
import type { LiveRow } from '../../../server/live/live-row.ts';
import { sweep } from '../../../server/live/sweep.ts';
import { testDatabaseKind } from '../../support/test-database.ts';
import { close, committee, inWords, liveTown, report, reportBeside, toldOf } from './live-town.ts';

const town = liveTown();

describe('the feed of changes', () => {
  it('tells of an issue that is reported, closed and taken away, and where', async () => {
    const { dataSource, manager, yards } = town;
    const rows = await toldOf(dataSource, async () => {
      const { code } = await report(manager, yards[0]);
      await close(manager, code);
      await manager.query('delete from issue where code = $1', [code]);
    });
    expect(rows.map(({ change }) => change)).toEqual(['REPORTED', 'CHANGED', 'GONE']);
    expect(rows[0]?.paths[0]?.split('/').at(-1)).toBe(yards[0].code);
    expect(rows[0]?.paths[0]?.split('/')[0]).toBe(town.district.code);
    expect(new Set(rows.map(({ code }) => code)).size).toBe(1);
  });

  it('tells once what one transaction did to an issue', async () => {
    const { dataSource, yards } = town;
    const rows = await toldOf(dataSource, () =>
      dataSource.transaction(async (manager) => {
        const { code } = await report(manager, yards[0]);
        await close(manager, code);
        await close(manager, code, '2025-07-01');
      }),
    );
    expect(rows.map(({ change }) => change)).toEqual(['REPORTED']);
  });

  it('says nothing of a change that nobody sees', async () => {
    const { dataSource, manager, yards } = town;
    const { code } = await report(manager, yards[0]);
    const rows = await toldOf(dataSource, () =>
      manager.query('update issue set source_id = source_id where code = $1', [code]),
    );
    expect(rows).toEqual([]);
  });

  it('names both places of an issue that is moved', async () => {
    const { dataSource, manager, yards, grids } = town;
    const { code } = await report(manager, yards[0]);
    const [row] = await toldOf(dataSource, () =>
      manager.query('update issue set area_id = $2 where code = $1', [code, grids[1].id]),
    );
    expect(row?.paths.map((path) => path.split('/').at(-1)).sort()).toEqual([yards[0].code, grids[1].code].sort());
  });

  it('tells of committees by the areas they serve', async () => {
    const { dataSource, manager, grids, yards } = town;
    const made = await toldOf(dataSource, () => committee(manager, grids[0], 'OC-1'));
    expect(inWords(made)).toEqual([`COVERAGE CHANGED ${grids[0].code}`]);
    const dissolved = await toldOf(dataSource, () =>
      manager.query(`update owners_committee set dissolved_on = '2025-01-01' where code = 'OC-1'`),
    );
    expect(inWords(dissolved)).toEqual([`COVERAGE CHANGED ${grids[0].code}`]);
    const both = await toldOf(dataSource, () =>
      dataSource.transaction(async (inside) => {
        await committee(inside, grids[0], 'OC-2');
        await committee(inside, yards[1], 'OC-3');
      }),
    );
    expect(both.length).toBe(1);
    expect(both[0]?.paths.length).toBe(2);
  });

  it('says nothing of what was rolled back, also to a savepoint', async () => {
    const { dataSource, yards } = town;
    const rows = await toldOf(dataSource, async () => {
      const undone = dataSource.transaction(async (manager) => {
        await report(manager, yards[0]);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
    });
    expect(rows).toEqual([]);
    let kept = '';
    const partly = await toldOf(dataSource, () =>
      dataSource.transaction(async (manager) => {
        await manager.query('savepoint before');
        await report(manager, yards[0]);
        await manager.query('rollback to savepoint before');
        kept = (await report(manager, yards[1])).code;
      }),
    );
    expect(inWords(partly)).toEqual([`ISSUE REPORTED ${kept}`]);
  });

  it.each([
    [
      'one statement',
      `insert into issue (district_code, code, category_code, area_id, place, reported_on, source_id)
      select i.district_code, 'ONE-' || n, i.category_code, i.area_id, i.place, i.reported_on, i.source_id
      from (select * from issue limit 1) i, generate_series(1, 501) n`,
    ],
    [
      'many statements',
      `do $$ begin for n in 1..501 loop
      insert into issue (district_code, code, category_code, area_id, place, reported_on, source_id)
      select i.district_code, 'MANY-' || n, i.category_code, i.area_id, i.place, i.reported_on, i.source_id
      from (select * from issue limit 1) i; end loop; end $$`,
    ],
  ])('tells a load by %s as one RESYNC of the district', async (_how, sql) => {
    const { dataSource, manager, yards, district } = town;
    await report(manager, yards[0]);
    const rows = await toldOf(dataSource, () => manager.query(sql));
    expect(inWords(rows)).toEqual([`ISSUE RESYNC ${district.code}`]);
  });

  it('leaves nothing of its own behind for other transactions', async () => {
    const [left] = await town.manager.query<{ commits: number; open: number }[]>(
      `select (select count(*) from live_commit) as commits, (select count(*) from live_change where position is null) as open`,
    );
    expect(left).toEqual({ commits: 0, open: 0 });
  });

  it('may be read beyond what others are about to commit, and nothing comes in below', async () => {
    const { dataSource, yards, grids } = town;
    const step = fc.record({
      writes: fc.integer({ min: 1, max: 3 }),
      pauseMs: fc.integer({ min: 0, max: 8 }),
      commits: fc.boolean(),
      // Numbered some time before it commits: who comes meanwhile must wait.
      early: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const { last } = await readFeedState(dataSource);
        const read: LiveRow[] = [];
        let writing = true;
        const reader = (async () => {
          for (let more = true; more;) {
            more = writing;
            read.push(...(await readRowsAfter(dataSource, read.at(-1)?.position ?? last, 1000)));
            await sleep(1);
          }
        })();
        const written: string[] = [];
        await Promise.all(
          steps.map(({ writes, pauseMs, commits, early }, i) =>
            dataSource
              .transaction(async (manager) => {
                const codes: string[] = [];
                for (let n = 0; n < writes; n++) {
                  codes.push(await reportBeside(manager, [...yards, ...grids][(i + n) % 4] ?? yards[0]));
                  await sleep(pauseMs);
                }
                if (early) await manager.query('set constraints all immediate').then(() => sleep(pauseMs));
                if (!commits) throw new Error('rolled back');
                return codes;
              })
              .then((codes) => written.push(...codes))
              .catch((error: Error) => expect(error.message).toBe('rolled back')),
          ),
        );
        writing = false;
        await reader;
        expect(read.map(({ code }) => code).sort()).toEqual(written.sort());
        const positions = read.map(({ position }) => position);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
      }),
      { numRuns: testDatabaseKind() === 'postgres' ? 25 : 5 },
    );
  });

  it('is committed beside changes of shapes, whichever came first', async () => {
    const { dataSource, yards, grids } = town;
    const shape = `update boundary set source_id = source_id where area_id = $1`;
    const both = async (issueFirst: boolean, area: number): Promise<void> => {
      await dataSource.transaction(async (manager) => {
        if (issueFirst) await reportBeside(manager, yards[0]);
        await manager.query(shape, [area]);
        if (!issueFirst) await reportBeside(manager, yards[1]);
        await sleep(2);
      });
    };
    const works = Array.from({ length: 30 }, (_, i) => both(i % 2 === 0, i % 4 < 2 ? yards[0].id : grids[1].id));
    expect((await Promise.allSettled(works)).filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('is swept, and remembers up to where', async () => {
    const { dataSource, manager, yards } = town;
    for (let n = 0; n < 5; n++) await report(manager, yards[0]);
    const before = await readFeedState(dataSource);
    await sweep(dataSource, 7, 3);
    const after = await readFeedState(dataSource);
    const left = await readRowsAfter(dataSource, 0, 1000);
    expect(left.length).toBe(3);
    expect(after.last).toBe(before.last);
    expect(left.every(({ position }) => position > after.sweptTo)).toBe(true);
    await manager.query(`update live_change set at = now() - interval '8 days'`);
    await sweep(dataSource);
    expect(await readRowsAfter(dataSource, 0, 1000)).toEqual([]);
    expect((await readFeedState(dataSource)).last).toBe(before.last);
  });
});
