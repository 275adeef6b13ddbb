import { describe, expect, it } from 'vitest';
import { TileCache, type Weighed } from '../../../server/tiles/tile-cache.ts';

interface Entry extends Weighed {
  readonly name: string;
}

function making(name: string, weight = 10): { make: () => Promise<Entry>; count: () => number } {
  let count = 0;
  return {
    make: async () => {
      count++;
      await Promise.resolve();
      return { name, weight };
    },
    count: () => count,
  };
}

const always = (): boolean => true;

function get(cache: TileCache<Entry>, key: string, make: () => Promise<Entry>, isRight = always): Promise<Entry> {
  const kept = cache.peek(key, isRight);
  return kept ? Promise.resolve(kept) : cache.make(key, '1', make, isRight);
}

describe('the tile cache', () => {
  it('makes a tile once while it is right', async () => {
    const cache = new TileCache<Entry>(100);
    const tile = making('a');
    await get(cache, 'a', tile.make);
    await get(cache, 'a', tile.make);
    expect(tile.count()).toBe(1);
    expect(cache.peek('a', () => false)).toBeUndefined();
    expect(cache.size).toEqual({ entries: 0, bytes: 0 });
    await get(cache, 'a', tile.make);
    expect(tile.count()).toBe(2);
    expect(cache.size).toEqual({ entries: 1, bytes: 10 });
  });

  it('lets all who know of the same changes and ask at the same time wait for one making of it', async () => {
    const cache = new TileCache<Entry>(100);
    const tile = making('a');
    const answers = await Promise.all([1, 2, 3].map(() => cache.make('a', '1', tile.make, always)));
    expect(tile.count()).toBe(1);
    expect(new Set(answers).size).toBe(1);
    await Promise.all([cache.make('a', '1', tile.make, always), cache.make('a', '2', tile.make, always)]);
    expect(tile.count()).toBe(3);
  });

  it('does not keep what was no longer right when it was made', async () => {
    const cache = new TileCache<Entry>(100);
    await cache.make('a', '1', making('a').make, () => false);
    expect(cache.size).toEqual({ entries: 0, bytes: 0 });
  });

  it('lets go of what was used longest ago when it is full', async () => {
    const cache = new TileCache<Entry>(25);
    const [a, b, c] = [making('a'), making('b'), making('c')];
    await get(cache, 'a', a.make);
    await get(cache, 'b', b.make);
    await get(cache, 'a', a.make);
    await get(cache, 'c', c.make);
    expect(cache.size).toEqual({ entries: 2, bytes: 20 });
    await get(cache, 'a', a.make);
    await get(cache, 'b', b.make);
    expect([a.count(), b.count()]).toEqual([1, 2]);
  });

  it('does not keep what is larger than itself, nor what failed', async () => {
    const cache = new TileCache<Entry>(25);
    await get(cache, 'large', making('large', 26).make);
    await expect(get(cache, 'bad', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(cache.size).toEqual({ entries: 0, bytes: 0 });
    await expect(get(cache, 'bad', making('good').make)).resolves.toMatchObject({ name: 'good' });
  });
});
