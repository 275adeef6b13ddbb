import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { printCursor, readCursor, type Cursor } from '../../../server/live/cursor.ts';
import { readFeedState } from '../../../server/live/feed.ts';
import type { Follower } from '../../../server/live/follower.ts';
import { LiveHub, type HubOptions } from '../../../server/live/hub.ts';
import { sweep } from '../../../server/live/sweep.ts';
import type { TestArea } from '../../support/factories.ts';
import { testDatabaseKind } from '../../support/test-database.ts';
import { inWords, liveTown, report } from './live-town.ts';

const town = liveTown();
const hubs: LiveHub[] = [];

function aHub(options: HubOptions = {}): LiveHub {
  const hub = new LiveHub(town.dataSource, options);
  hubs.push(hub);
  hub.start();
  return hub;
}

afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.stop();
});

const follow = (hub: LiveHub, area: TestArea, after: Cursor | null = null): Promise<Follower> =>
  hub.follow({ subject: 'ISSUE', area, after });

const cursorOf = (hub: LiveHub, position: number): Cursor => readCursor(hub.cursorAt(position));

async function next(follower: Follower, count: number): Promise<string[]> {
  const told: string[] = [];
  while (told.length < count) {
    const { value, done } = await follower.next();
    if (done) break;
    told.push(...inWords([value]));
  }
  return told;
}

describe('a follower', () => {
  it('hears of what is committed in its area, without asking', async () => {
    const { manager, yards, grids, elsewhere, district } = town;
    const hub = aHub();
    const [whole, one, other] = [await follow(hub, district), await follow(hub, grids[0]), await follow(hub, grids[1])];
    await report(manager, elsewhere);
    const first = await report(manager, yards[0]);
    const second = await report(manager, yards[1]);
    expect(await next(whole, 2)).toEqual([`ISSUE REPORTED ${first.code}`, `ISSUE REPORTED ${second.code}`]);
    expect(await next(one, 1)).toEqual([`ISSUE REPORTED ${first.code}`]);
    expect(await next(other, 1)).toEqual([`ISSUE REPORTED ${second.code}`]);
    expect(one.waitingCount + other.waitingCount + whole.waitingCount).toBe(0);
  });

  it('misses nothing however often it goes away and comes back, to whichever process', async () => {
    const { dataSource, manager, yards, grids } = town;
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.constant('write' as const) },
      { weight: 2, arbitrary: fc.constant('write elsewhere' as const) },
      { weight: 3, arbitrary: fc.constant('read' as const) },
      { weight: 2, arbitrary: fc.constant('leave' as const) },
      { weight: 1, arbitrary: fc.constant('other process' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        let hub = aHub();
        await hub.look();
        const { last } = await readFeedState(dataSource);
        let position = last;
        let follower: Follower | null = null;
        const written: string[] = [];
        const read: string[] = [];
        const readOne = async (): Promise<void> => {
          follower ??= await follow(hub, grids[0], cursorOf(hub, position));
          const { value } = await follower.next();
          if (!value) throw new Error('The follower has ended');
          position = value.position;
          read.push(value.code ?? value.change);
        };
        for (const what of steps) {
          if (what === 'write') written.push((await report(manager, yards[0])).code);
          if (what === 'write elsewhere') await report(manager, yards[1]);
          if (what === 'read' && read.length < written.length) await readOne();
          if (what === 'leave' || what === 'other process') {
            await (follower as Follower | null)?.return();
            follower = null;
          }
          if (what === 'other process') await (hub = aHub()).look();
        }
        while (read.length < written.length) await readOne();
        expect(read).toEqual(written);
        for (const each of hubs.splice(0)) await each.stop();
      }),
      { numRuns: testDatabaseKind() === 'postgres' ? 40 : 12 },
    );
  });

  it('is told to ask anew when it was away longer than is remembered, and of another database', async () => {
    const { dataSource, manager, yards, district } = town;
    const hub = aHub();
    await hub.look();
    const { last } = await readFeedState(dataSource);
    const missed = await report(manager, yards[0]);
    await report(manager, yards[0]);
    await sweep(dataSource, 7, 1);
    const fresh = aHub();
    const resync = [`ISSUE RESYNC ${district.code}`];
    expect(await next(await follow(fresh, yards[0], cursorOf(hub, last)), 1)).toEqual(resync);
    const foreign = readCursor(printCursor({ feed: '0'.repeat(32), position: last }));
    expect(await next(await follow(fresh, yards[0], foreign), 1)).toEqual(resync);
    expect(missed.code).not.toBe('');
  });

  it('goes on after a RESYNC with what comes then', async () => {
    const { manager, yards } = town;
    const hub = aHub();
    const foreign = readCursor(printCursor({ feed: '0'.repeat(32), position: 3 }));
    const follower = await follow(hub, yards[0], foreign);
    const { code } = await report(manager, yards[0]);
    expect((await next(follower, 2)).at(-1)).toBe(`ISSUE REPORTED ${code}`);
  });

  it('that does not read is cut, and the others are told', async () => {
    const { manager, yards, grids } = town;
    const hub = aHub({ maxWaiting: 5 });
    const [slow, quick] = [await follow(hub, grids[0]), await follow(hub, grids[0])];
    let cut = 0;
    slow.onTooSlow = () => (cut += 1);
    const told: string[] = [];
    for (let n = 0; n < 12; n++) {
      await report(manager, yards[0]);
      told.push(...(await next(quick, 1)));
    }
    expect(told.length).toBe(12);
    expect(cut).toBe(1);
    expect(await slow.next()).toEqual({ value: undefined, done: true });
  });

  it('that stops while it waits is let go', async () => {
    const hub = aHub();
    const follower = await follow(hub, town.district);
    const waiting = follower.next();
    await follower.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
  });
});

describe('the hub', () => {
  it('goes on when its connection to the database is cut', async () => {
    if (testDatabaseKind() !== 'postgres') return;
    const { dataSource, manager, yards } = town;
    const hub = aHub();
    const follower = await follow(hub, yards[0]);
    await dataSource.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen live_change'`,
    );
    const { code } = await report(manager, yards[0]);
    expect(await next(follower, 1)).toEqual([`ISSUE REPORTED ${code}`]);
  });
});
