/** The documents of OGC API Features around the features themselves. */
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { sql } from '../../kernel/graph/sql.ts';
import type { Bounds } from '../../land/shape.ts';
import { CRS84 } from './bbox.ts';

export const GEOJSON = 'application/geo+json';
export const OPENAPI = 'application/vnd.oai.openapi+json;version=3.0';
export const TITLE = '楼院图谱 · Louyuan Atlas';
const DESCRIPTION =
  "Areas of urban districts in China and who looks after them: districts (区) down to buildings (楼栋), owners' committees, property " +
  'service, renewal, issues, office buildings and their Party committees, each as of a date.';

const CONFORMANCE_CLASSES = ['core', 'geojson', 'oas30'].map(
  (name) => `http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/${name}`,
);

export interface Link {
  readonly href: string;
  readonly rel: string;
  readonly type: string;
  readonly title?: string;
}

export const json = (href: string, rel: string, title?: string): Link => ({
  ...{ href, rel, type: 'application/json' },
  ...(title !== undefined && { title }),
});

/** What holds for the data as a whole. */
export interface Overview {
  /** In China: the date of what is asked without one. */
  readonly today: string;
  readonly extent: Bounds | null;
  readonly since: string | null;
  readonly attributions: readonly string[];
  readonly isSynthetic: boolean;
}

export async function readOverview(context: GraphContext): Promise<Overview> {
  const [row] = await context.query<
    { since: string | null; attributions: string[]; isSynthetic: boolean } & {
      [Side in keyof Bounds]: number | null;
    }
  >(sql`
    select (select min(a.valid_from) from area a where a.level = 'DISTRICT') as since,
      array(select distinct d.attribution from data_source d where d.attribution is not null order by 1) as attributions,
      exists (select from data_source d where d.provenance = 'SYNTHETIC') as "isSynthetic",
      ST_XMin(e.box) as west, ST_YMin(e.box) as south, ST_XMax(e.box) as east, ST_YMax(e.box) as north
    from (select ST_Extent(b.geom) as box from boundary b join area a on a.id = b.area_id where a.level = 'DISTRICT') e`);
  if (!row) throw new Error('The data could not be looked over.');
  const { west, south, east, north, ...rest } = row;
  const known = west !== null && south !== null && east !== null && north !== null;
  return { ...rest, today: context.today, extent: known ? { west, south, east, north } : null };
}

export function landingPage(base: string): Record<string, unknown> {
  return {
    title: TITLE,
    description: DESCRIPTION,
    links: [
      json(base, 'self'),
      { href: `${base}/api`, rel: 'service-desc', type: OPENAPI, title: 'OpenAPI 3.0' },
      json(`${base}/conformance`, 'conformance'),
      json(`${base}/collections`, 'data'),
    ],
  };
}

export const conformance = (): Record<string, unknown> => ({ conformsTo: CONFORMANCE_CLASSES });

export function collections(
  base: string,
  layers: readonly ExchangeLayer[],
  overview: Overview,
): Record<string, unknown> {
  return {
    links: [json(`${base}/collections`, 'self')],
    collections: layers.map((layer) => collection(base, layer, overview)),
  };
}

export function collection(base: string, layer: ExchangeLayer, overview: Overview): Record<string, unknown> {
  const { key, title, geometry } = layer;
  const { extent, since, attributions, isSynthetic, today } = overview;
  const self = `${base}/collections/${key}`;
  return {
    id: key,
    title: `${title.zh} · ${title.en}`,
    description:
      `${title.en}, each as of the end of a day; without "datetime" of today in China, ${today}.` +
      (isSynthetic
        ? ' 含虚构数据，见各要素 provenance。Some of it is made up for demonstration: see "provenance" of each feature.'
        : ''),
    ...(attributions.length > 0 && { attribution: attributions.join('; ') }),
    itemType: 'feature',
    extent: {
      ...(geometry &&
        extent && { spatial: { bbox: [[extent.west, extent.south, extent.east, extent.north]], crs: CRS84 } }),
      ...(since !== null && { temporal: { interval: [[`${since}T00:00:00+08:00`, null]] } }),
    },
    crs: [CRS84],
    links: [
      json(self, 'self'),
      { href: `${self}/items`, rel: 'items', type: GEOJSON, title: title.zh },
      // What holds as a whole file, in other formats and coordinate systems.
      ...(geometry
        ? [
            {
              href: new URL(`../../exports/${key}.gpkg`, `${base}/`).href,
              rel: 'enclosure',
              type: 'application/geopackage+sqlite3',
            },
          ]
        : []),
    ],
  };
}
