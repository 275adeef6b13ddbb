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

describe('the tile cache', () => {
  it('makes a tile once per version', async () => {
    const cache = new TileCache<Entry>(100);
    const tile = making('a');
    await cache.get('a', '1', tile.make);
    await cache.get('a', '1', tile.make);
    expect(tile.count()).toBe(1);
    await cache.get('a', '2', tile.make);
    expect(tile.count()).toBe(2);
    expect(cache.size).toEqual({ entries: 1, bytes: 10 });
  });

  it('lets all who ask at the same time wait for one making', async () => {
    const cache = new TileCache<Entry>(100);
    const tile = making('a');
    const answers = await Promise.all([1, 2, 3].map(() => cache.get('a', '1', tile.make)));
    expect(tile.count()).toBe(1);
    expect(new Set(answers).size).toBe(1);
  });

  it('lets go of what was used longest ago when it is full', async () => {
    const cache = new TileCache<Entry>(25);
    const [a, b, c] = [making('a'), making('b'), making('c')];
    await cache.get('a', '1', a.make);
    await cache.get('b', '1', b.make);
    await cache.get('a', '1', a.make);
    await cache.get('c', '1', c.make);
    expect(cache.size).toEqual({ entries: 2, bytes: 20 });
    await cache.get('a', '1', a.make);
    await cache.get('b', '1', b.make);
    expect([a.count(), b.count()]).toEqual([1, 2]);
  });

  it('does not keep what is larger than itself, nor what failed', async () => {
    const cache = new TileCache<Entry>(25);
    await cache.get('large', '1', making('large', 26).make);
    await expect(cache.get('bad', '1', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(cache.size).toEqual({ entries: 0, bytes: 0 });
    await expect(cache.get('bad', '1', making('good').make)).resolves.toMatchObject({ name: 'good' });
  });
});
