import { afterEach, describe, expect, it, vi } from 'vitest';
import { TileAddresses } from '../../client/map/tile-addresses.ts';

interface Versions {
  zoom: number;
  none: string;
  tiles: Record<string, string[]>;
}

const ORIGIN = 'http://atlas.example';
const plain = (place: string): string => `${ORIGIN}/tiles/land/${place}.mvt`;

/** A server that tells these versions, and a page that can be come back to. */
function world(first: Versions | null) {
  let told = first;
  const page = new EventTarget();
  const fetched = vi.fn(async () =>
    told ? new Response(JSON.stringify({ versions: told })) : new Response('', { status: 503 }),
  );
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.useFakeTimers();
  const addresses = new TileAddresses(`${ORIGIN}/tiles/atlas.json`);
  return {
    addresses,
    fetched,
    tell: (versions: Versions | null) => (told = versions),
    comeBack: async () => {
      vi.advanceTimersByTime(10_000);
      page.dispatchEvent(new Event('focus'));
      await vi.advanceTimersByTimeAsync(1);
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const versions: Versions = { zoom: 12, none: '2-0', tiles: { '2-7': ['12/100/50', '11/50/25'], '2-5': ['4/0/0'] } };

describe('the address of a tile', () => {
  it('carries the version of its ground: its own, that of the tile around it, or none', async () => {
    const { addresses } = world(versions);
    const addressOf = async (place: string) => (await addresses.transform(plain(place))).url;
    expect(await addressOf('11/50/25')).toBe(`${ORIGIN}/tiles/2-7/land/11/50/25.mvt`);
    expect(await addressOf('14/403/200')).toBe(`${ORIGIN}/tiles/2-7/land/14/403/200.mvt`);
    expect(await addressOf('4/0/0')).toBe(`${ORIGIN}/tiles/2-5/land/4/0/0.mvt`);
    expect(await addressOf('12/101/50')).toBe(`${ORIGIN}/tiles/2-0/land/12/101/50.mvt`);
    expect(await addresses.transform(`${ORIGIN}/fonts/0-255.woff2`)).toEqual({ url: `${ORIGIN}/fonts/0-255.woff2` });
  });

  it('is the plain one, which is always right, when versions are not told', async () => {
    const { addresses } = world(null);
    expect(await addresses.transform(plain('11/50/25'))).toEqual({ url: plain('11/50/25') });
  });
});

describe('a change', () => {
  it('is told when it touches a tile that was asked for, once, and its address is then another one', async () => {
    const { addresses, tell, comeBack } = world(versions);
    const onChange = vi.fn();
    const stop = addresses.watch(onChange);
    await addresses.transform(plain('13/200/100'));
    tell({ ...versions, tiles: { ...versions.tiles, '2-9': ['12/300/300'] } });
    await comeBack();
    expect(onChange).not.toHaveBeenCalled();
    tell({ ...versions, tiles: { '2-9': ['12/100/50'] } });
    await comeBack();
    await comeBack();
    expect(onChange).toHaveBeenCalledTimes(1);
    expect((await addresses.transform(plain('13/200/100'))).url).toBe(`${ORIGIN}/tiles/2-9/land/13/200/100.mvt`);
    stop();
    tell(versions);
    await comeBack();
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('is looked for now and then, and not at every glance', async () => {
    const { addresses, fetched } = world(versions);
    await addresses.transform(plain('11/50/25'));
    const stop = addresses.watch(() => undefined);
    for (let i = 0; i < 20; i++) window.dispatchEvent(new Event('focus'));
    expect(fetched).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(180_000);
    expect(fetched).toHaveBeenCalledTimes(4);
    stop();
    await vi.advanceTimersByTimeAsync(180_000);
    expect(fetched).toHaveBeenCalledTimes(4);
  });

  it('goes unseen while the server is away, and what is known goes on', async () => {
    const { addresses, tell, comeBack } = world(versions);
    const onChange = vi.fn();
    addresses.watch(onChange);
    await addresses.transform(plain('11/50/25'));
    tell(null);
    await comeBack();
    expect(onChange).not.toHaveBeenCalled();
    expect((await addresses.transform(plain('11/50/25'))).url).toContain('/2-7/');
  });
});
