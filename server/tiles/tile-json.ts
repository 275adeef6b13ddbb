import { createHash } from 'node:crypto';
import { TILE_MAX_ZOOM, WORLD_WIDTH, type TileSet } from './layers.ts';
import type { PreparedQueries } from './prepared-queries.ts';
import { versionText } from './tile-address.ts';
import type { TileVersions } from './tile-versions.ts';

/** So many tiles are named with a version of their own: a country to zoom 8 or 9, a district to zoom 12. */
const MAX_NAMED = 4000;

export interface TileJson {
  readonly body: string;
  readonly hash: string;
}

interface StateRow {
  readonly known: number;
  readonly zoom: number | null;
  readonly blocks: readonly { readonly version: number; readonly tiles: readonly string[] }[];
  readonly attributions: readonly string[];
  readonly isSynthetic: boolean;
  readonly bounds: readonly [number, number, number, number] | null;
}

/** TileJSON 3.0.0 of the sets, with the versions to ask for. */
export class TileJsonService {
  private state: StateRow | null = null;

  constructor(
    private readonly queries: Pick<PreparedQueries, 'rows'>,
    private readonly versions: TileVersions,
  ) {}

  async get(set: TileSet, origin: string): Promise<TileJson> {
    const body = JSON.stringify(describe(set, origin, await this.current()));
    return { body, hash: createHash('sha256').update(body).digest('base64url').slice(0, 22) };
  }

  private async current(): Promise<StateRow> {
    await this.versions.learn();
    if (this.state?.known !== this.versions.known) this.state = await this.read();
    return this.state;
  }

  private async read(): Promise<StateRow> {
    const [row] = await this.queries.rows<StateRow>({ text: STATE, values: [MAX_NAMED] });
    return row ?? { known: 0, zoom: null, blocks: [], bounds: null, attributions: [], isSynthetic: false };
  }
}

const STATE = `
  with zoom as (
    select max(z) as z from (select z, sum(count(*)) over (order by z) as tiles from tile_block group by z) c where tiles <= $1
  )
  select s.version as known, (select z from zoom) as zoom,
    (select coalesce(json_agg(v order by version desc), '[]') from (
      select version, json_agg(concat_ws('/', z, x, y) order by z, x, y) as tiles
      from tile_block where z <= (select z from zoom) group by version) v) as blocks,
    array(select distinct d.attribution from data_source d where d.attribution is not null order by 1) as attributions,
    exists (select from data_source d where d.provenance = 'SYNTHETIC') as "isSynthetic",
    (select array[ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)]
     from (select ST_Extent(geom) as b from tile_shape where layer = 'DISTRICT' and band = 18) e where b is not null) as bounds
  from tile_state s`;

const FIELDS = {
  code: 'The division or office building code',
  name: 'Its name',
  from: 'Days since 1970-01-01 of the first day it was so; -719162: always',
  to: 'Days since 1970-01-01 of the day from which it was no longer so; 2932896: still so',
  synthetic: '1: where it lies or what it is called was made up; 0: it was not',
};

function describe(set: TileSet, origin: string, state: StateRow): object {
  const { known, zoom, blocks, bounds } = state;
  const attribution = attributionOf(state);
  return {
    tilejson: '3.0.0',
    name: set.name,
    scheme: 'xyz',
    tiles: [`${origin}/tiles/${versionText(known)}/${set.name}/{z}/{x}/{y}.mvt`],
    minzoom: Math.min(...set.layers.map(({ minZoom }) => minZoom)),
    maxzoom: TILE_MAX_ZOOM,
    ...(attribution !== '' && { attribution }),
    ...(bounds && { bounds: inDegrees(bounds) }),
    vector_layers: set.layers.map(({ name, minZoom }) => ({
      id: name,
      minzoom: minZoom,
      maxzoom: TILE_MAX_ZOOM,
      fields: FIELDS,
    })),
    // Beyond TileJSON: the version of each tile up to a zoom; nearer ones go by the one around them, unnamed ones by `none`.
    versions: {
      zoom: zoom ?? 0,
      none: versionText(0),
      tiles: Object.fromEntries(blocks.map(({ version, tiles }) => [versionText(version), tiles])),
    },
  };
}

/** Where it comes from, in words that maps show; text, as maps would take anything else for HTML. */
function attributionOf({ attributions, isSynthetic }: StateRow): string {
  return [...attributions, ...(isSynthetic ? ['含虚构数据 · partly made up'] : [])]
    .map((words) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;'))
    .join('; ');
}

function inDegrees([west, south, east, north]: readonly [number, number, number, number]): number[] {
  const longitude = (x: number): number => (x / WORLD_WIDTH) * 360;
  const latitude = (y: number): number => (Math.atan(Math.sinh((y / WORLD_WIDTH) * 2 * Math.PI)) * 180) / Math.PI;
  return [longitude(west), latitude(south), longitude(east), latitude(north)].map((degrees) =>
    Number(degrees.toFixed(6)),
  );
}
