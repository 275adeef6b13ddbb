/** Tiles: made anew beside the statement alone, kept beside a static file through the same server, and their bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tileAt, TILES, type TileCase } from './cases.ts';
import { compare } from './goals.ts';
import { send, type Request } from './http.ts';
import { cpuOf, measure, type Contestant, type Figures, type Instruments } from './measure.ts';
import type { Block, Row } from './table.ts';

export interface TileStands {
  readonly node: string;
  readonly product: TileStand;
  readonly uncached: TileStand;
  /** Null where the database cannot make a tile by itself. */
  readonly bare: TileStand | null;
  readonly martin: TileStand | null;
  /** The product serves files of this folder under /static/. */
  readonly staticFolder: string;
}

export interface TileStand {
  readonly url: string;
  readonly cpuMs: () => Promise<number>;
}

/** As browsers ask. */
const COMPRESSED = { 'accept-encoding': 'gzip, deflate, br' };

export async function benchTiles(stands: TileStands, instruments: Instruments): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const tile of TILES) {
    const { z, x, y } = tileAt(tile);
    const place = `${tile.name}/${z}/${x}/${y}`;
    console.error(`Measuring tile ${place}`);
    blocks.push(await coldTile(stands, instruments, tile, place), await warmTile(stands, instruments, tile, place));
  }
  return blocks;
}

/** The name under which Martin publishes a tile's statement. */
export function martinName({ name, z }: TileCase): string {
  return `${name}_${z}`;
}

async function coldTile(stands: TileStands, instruments: Instruments, tile: TileCase, place: string): Promise<Block> {
  const { node, uncached, bare, martin } = stands;
  const address = `${uncached.url}/tiles/${place}.mvt`;
  const contestants: Contestant[] = [
    { name: 'product, no cache', node, unit: [{ url: address }], cpuMs: uncached.cpuMs },
    {
      name: 'product, no cache, and brotli',
      node,
      unit: [{ url: address, headers: COMPRESSED }],
      cpuMs: uncached.cpuMs,
    },
  ];
  if (bare) {
    const unit = [{ url: `${bare.url}/tile/plain/${place}` }];
    const naive = [{ url: `${bare.url}/tile/naive/${place}` }];
    contestants.unshift({ name: 'the statement alone', node, unit, cpuMs: bare.cpuMs });
    contestants.push({ name: 'the usual statement', node, unit: naive, cpuMs: bare.cpuMs });
    await checkSame(`The cold tile ${place}`, { url: address }, unit[0] ?? { url: '' });
  }
  if (martin) {
    const url = `${martin.url}/${martinName(tile)}/${place.slice(tile.name.length + 1)}`;
    contestants.push({ name: 'Martin', node: '–', unit: [{ url }], cpuMs: martin.cpuMs });
    await checkSame(`Martin's tile ${place}`, { url: address }, { url });
  }
  const figures = await measure(contestants, instruments);
  const limit = bare && figures[0];
  const rows = contestants.map(({ name, node: on }, index): Row => {
    const own = figures[index] as Figures;
    const goal = name === 'product, no cache' ? { atMost: 1.2 } : null;
    return {
      who: name,
      node: on,
      figures: own,
      ...(limit && own !== limit && { limit: compare(cpuOf(own), cpuOf(limit), goal) }),
    };
  });
  return {
    key: `cold ${tile.name}`,
    title: `tile ${place}, made anew${bare ? ' (limit: the statement alone)' : ''}; ${bytesOf(figures, contestants)}`,
    rows,
  };
}

function bytesOf(figures: readonly Figures[], contestants: readonly Contestant[]): string {
  const bytes = (name: string): number | undefined =>
    figures[contestants.findIndex((each) => each.name === name)]?.bytes;
  const own = bytes('product, no cache') ?? NaN;
  const naive = bytes('the usual statement');
  return naive === undefined ? `${own} bytes` : `bytes: ${(own / naive).toFixed(2)} of the usual statement's`;
}

async function warmTile(stands: TileStands, instruments: Instruments, tile: TileCase, place: string): Promise<Block> {
  const { node, product, staticFolder } = stands;
  const address = await lastingAddress(product.url, tile.name, place);
  const kept = { url: address, headers: COMPRESSED };
  const file = join(staticFolder, `${place}.mvt`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await send({ url: address }));
  writeFileSync(`${file}.br`, await send(kept));
  const copy = { url: `${product.url}/static/${place}.mvt`, headers: COMPRESSED };
  await checkSame(`The kept tile ${place}`, kept, copy);
  const contestants: Contestant[] = [
    { name: 'static file', node, unit: [copy], cpuMs: product.cpuMs },
    { name: 'product, kept', node, unit: [kept], cpuMs: product.cpuMs },
  ];
  const [limit, own] = (await measure(contestants, instruments)) as [Figures, Figures];
  return {
    key: `warm ${tile.name}`,
    title: `tile ${place}, kept (limit: a static file of the same bytes through the same server; here × is requests per processor time)`,
    rows: [
      { who: 'static file', node, figures: limit },
      { who: 'product, kept', node, figures: own, limit: compare(1 / cpuOf(own), 1 / cpuOf(limit), { atLeast: 0.8 }) },
    ],
  };
}

/** The address with a version, as the map asks. */
async function lastingAddress(url: string, name: string, place: string): Promise<string> {
  const { tiles } = JSON.parse((await send({ url: `${url}/tiles/${name}.json` })).toString()) as { tiles: string[] };
  const [template = ''] = tiles;
  const [, z = '', x = '', y = ''] = place.split('/');
  return template.replace('{z}', z).replace('{x}', x).replace('{y}', y);
}

async function checkSame(what: string, one: Request, other: Request): Promise<void> {
  const [a, b] = [await send(one), await send(other)];
  if (a.equals(b)) return;
  throw new Error(`${what} is not the same as what it is measured against: ${a.length} and ${b.length} bytes.`);
}
