import { expect, it } from 'vitest';
import { TileVersions } from '../../../server/tiles/tile-versions.ts';

interface Row {
  now: number;
  z: number | null;
  x: number;
  y: number;
  version: number;
}

const nothingSince = (now: number): Row[] => [{ now, z: null, x: 0, y: 0, version: 0 }];
const changed = (now: number, z: number, x: number, y: number, version: number): Row => ({ now, z, x, y, version });

function stub(): { since: unknown[]; answer: (rows: Row[]) => void; fail: () => void; versions: TileVersions } {
  const since: unknown[] = [];
  const open: { resolve: (rows: never) => void; reject: (error: Error) => void }[] = [];
  const rows = <Result>({ values }: { values: readonly unknown[] }): Promise<Result[]> => {
    since.push(values[0]);
    return new Promise((resolve, reject) => open.push({ resolve: resolve as never, reject }));
  };
  return {
    since,
    answer: (answered) => open.shift()?.resolve(answered as never),
    fail: () => open.shift()?.reject(new Error('away')),
    versions: new TileVersions({ rows }),
  };
}

it('those who ask while an answer is under way share the next one', async () => {
  const { since, answer, versions } = stub();
  const first = versions.learn();
  const [second, third] = [versions.learn(), versions.learn()];
  expect(since).toHaveLength(1);
  answer(nothingSince(6));
  await first;
  expect(versions.known).toBe(6);
  await new Promise(setImmediate);
  expect(since).toEqual([Number.MAX_SAFE_INTEGER, 6]);
  answer([changed(8, 12, 100, 50, 7), changed(8, 3, 0, 0, 8)]);
  await Promise.all([second, third]);
  expect(versions.known).toBe(8);
  expect(since).toHaveLength(2);
});

it('a tile beyond zoom 12 goes by the one around it', async () => {
  const { answer, versions } = stub();
  const learnt = versions.learn();
  answer([changed(8, 12, 100, 50, 7), changed(8, 11, 50, 25, 8)]);
  await learnt;
  expect(versions.changedAt({ z: 12, x: 100, y: 50 })).toBe(7);
  expect(versions.changedAt({ z: 14, x: 403, y: 200 })).toBe(7);
  expect(versions.changedAt({ z: 14, x: 404, y: 200 })).toBe(0);
  expect(versions.changedAt({ z: 11, x: 50, y: 25 })).toBe(8);
  expect(versions.changedAt({ z: 10, x: 25, y: 12 })).toBe(0);
});

it('when more has changed than is told apart, or the database was taken back, a new era begins', async () => {
  const { answer, versions } = stub();
  const learn = async (rows: Row[]): Promise<void> => {
    const learnt = versions.learn();
    answer(rows);
    await learnt;
  };
  await learn(nothingSince(5));
  await learn([changed(6, 12, 1, 1, 6)]);
  expect(versions.era).toBe(0);
  await learn(Array.from({ length: 20_001 }, (_, i) => changed(7, 12, i % 4096, Math.floor(i / 4096), 7)));
  expect(versions.era).toBe(1);
  expect(versions.changedAt({ z: 12, x: 1, y: 1 })).toBe(0);
  expect(versions.known).toBe(7);
  await learn(nothingSince(3));
  expect(versions.era).toBe(2);
  expect(versions.known).toBe(3);
});

it('a failed answer does not stand in the way of the next one', async () => {
  const { answer, fail, versions } = stub();
  const first = versions.learn();
  const second = versions.learn();
  fail();
  await expect(first).rejects.toThrow('away');
  await new Promise(setImmediate);
  answer(nothingSince(1));
  await second;
  expect(versions.known).toBe(1);
});
