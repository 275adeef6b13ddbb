import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeLayers } from '../../../../server/exchange/layers.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { today } from '../../../../server/kernel/graph/as-of.ts';
import { aDistrict, aSubdistrict } from '../../../support/factories.ts';
import { demoDatabase, ownDatabase } from '../../../support/test-database.ts';
import { asFile } from '../writers/sample-table.ts';
import { featureCounts, hasGdal, ogr2ogr, ogrInfo } from '../exports/gdal.ts';
import { ogcServer } from './ogc-server.ts';

interface Link {
  href: string;
  rel: string;
}
interface Items {
  numberMatched: number;
  numberReturned: number;
  timeStamp: string;
  links: Link[];
  features: { id: string; properties: Record<string, unknown>; geometry: { type: string } | null }[];
}

const read = async (fastify: FastifyInstance, path: string): Promise<Items> => {
  const answer = await fastify.inject({
    url: path.startsWith('http') ? path.replace(/^https?:\/\/[^/]+/, '') : `/ogc/features${path}`,
  });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json();
};
const linkOf = ({ links }: { links: Link[] }, rel: string): string | undefined =>
  links.find((link) => link.rel === rel)?.href;

/** All features of a question, page by page as the links lead. */
async function walk(fastify: FastifyInstance, path: string): Promise<Items['features']> {
  const features: Items['features'] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const page = await read(fastify, next);
    expect(page.numberReturned).toBe(page.features.length);
    features.push(...page.features);
    next = linkOf(page, 'next');
  }
  return features;
}

describe('the features of the demo district', () => {
  let fastify: FastifyInstance;
  beforeAll(async () => {
    fastify = ogcServer(await demoDatabase());
  });
  afterAll(() => fastify.close());

  it('are found by following links from the landing page', async () => {
    const landing = (await fastify.inject('/ogc/features?f=json')).json<{ links: Link[] }>();
    for (const rel of ['self', 'service-desc', 'conformance', 'data']) {
      const answer = await fastify.inject(new URL(linkOf(landing, rel) ?? '').pathname);
      expect(answer.statusCode, rel).toBe(200);
    }
    const { conformsTo } = (await fastify.inject('/ogc/features/conformance')).json<{ conformsTo: string[] }>();
    expect(conformsTo.map((url) => url.split('/').at(-1))).toEqual(['core', 'geojson', 'oas30']);
    const data = (await fastify.inject('/ogc/features/collections')).json<{
      collections: { id: string; links: Link[] }[];
    }>();
    expect(data.collections.map(({ id }) => id)).toEqual(exchangeLayers.map(({ key }) => key));
    for (const collection of data.collections) {
      expect((await read(fastify, `${linkOf(collection, 'items')}?limit=1`)).numberReturned).toBeLessThanOrEqual(1);
    }
  });

  it('are defined under a type that GDAL knows, to the letter', async () => {
    const answer = await fastify.inject('/ogc/features/api');
    expect(answer.headers['content-type']).toBe('application/vnd.oai.openapi+json;version=3.0');
    expect(answer.json()).toHaveProperty('openapi');
  });

  it('come page by page, each once, by code, and as many as are said to match', async () => {
    const first = await read(fastify, '/collections/grids/items?limit=100&datetime=2025-12-31');
    const features = await walk(fastify, '/collections/grids/items?limit=100&datetime=2025-12-31');
    expect(first).toMatchObject({ numberMatched: 349, numberReturned: 100 });
    expect(Date.parse(first.timeStamp)).toBeGreaterThan(0);
    const ids = features.map(({ id }) => id);
    expect(ids).toHaveLength(349);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    expect(features[0]?.properties).toMatchObject({ asOf: '2025-12-31', committeeState: 'COVERED' });
  });

  it('can be limited to a box, with heights or without, and everything without a shape is in every box', async () => {
    const flat = await read(
      fastify,
      '/collections/yards/items?bbox=120.33,36.055,120.37,36.07&limit=1000&datetime=2025-12-31',
    );
    const high = await read(
      fastify,
      '/collections/yards/items?bbox=120.33,36.055,-5,120.37,36.07,900&limit=1000&datetime=2025-12-31',
    );
    expect(flat.numberMatched).toBeGreaterThan(10);
    expect(flat.numberMatched).toBeLessThan(1418);
    expect(high.features.map(({ id }) => id)).toEqual(flat.features.map(({ id }) => id));
    const at = '120.35,36.06,120.35,36.06';
    expect((await read(fastify, `/collections/districts/items?bbox=${at}`)).numberMatched).toBe(1);
    expect((await read(fastify, '/collections/districts/items?bbox=170,30,-170,40')).numberMatched).toBe(0);
    expect(
      (await read(fastify, '/collections/owners-committees/items?bbox=0,0,1,1&datetime=2025-12-31')).numberMatched,
    ).toBe(281);
  });

  it('are found by their code', async () => {
    const answer = await fastify.inject('/ogc/features/collections/subdistricts/items/370202007');
    expect(answer.headers['content-type']).toMatch(/^application\/geo\+json/);
    expect(answer.json()).toMatchObject({ type: 'Feature', id: '370202007', properties: { name: '江苏路街道' } });
    expect((await fastify.inject('/ogc/features/collections/subdistricts/items/999')).statusCode).toBe(404);
    expect((await fastify.inject('/ogc/features/collections/people/items')).statusCode).toBe(404);
  });

  it('are refused in a sentence where a parameter is unknown or wrong', async () => {
    for (const [query, sentence] of [
      ['colour=red', /no parameter "colour"/],
      ['limit=0', /"limit" takes 1 to 1000/],
      ['limit=ten', /"limit"/],
      ['bbox=1,2,3', /four numbers/],
      ['bbox=120,37,121,36', /south north/],
      ['bbox=120,36,121,37&bbox-crs=EPSG:4549', /bbox-crs/],
      ['datetime=yesterday', /instant/],
      ['datetime=2025-01-01/2024-01-01', /ends before it begins/],
      ['datetime=a/b/c', /instant/],
      ['cursor=370202', /comes from the link/],
      [`cursor=${Buffer.from('grids>370202001001001').toString('base64url')}`, /of another collection/],
      ['f=html', /f=json/],
      ['limit=1&limit=2', /more than once/],
    ] as const) {
      const answer = await fastify.inject(`/ogc/features/collections/yards/items?${query}`);
      expect(answer.statusCode, query).toBe(400);
      expect(answer.json<{ description: string }>().description, query).toMatch(sentence);
    }
    expect(
      (await read(fastify, '/collections/yards/items?limit=5000')).numberReturned,
      'more than the most is the most',
    ).toBe(1000);
  });

  it.skipIf(!hasGdal)('are read by GDAL across pages, every collection to the last', { timeout: 240_000 }, async () => {
    const url = await fastify.listen({ host: '127.0.0.1', port: 0 });
    for (const { key } of exchangeLayers) {
      const matched = (await read(fastify, `/collections/${key}/items?limit=1`)).numberMatched;
      await asFile('list.txt', Buffer.alloc(0), async (path) => {
        const target = path.replace('list.txt', 'copy.gpkg');
        await ogr2ogr('-f', 'GPKG', target, `OAPIF:${url}/ogc/features`, key, '-oo', 'PAGE_SIZE=400');
        expect(featureCounts(await ogrInfo(target)), key).toEqual([matched]);
      });
    }
  });
});

describe('features by time', () => {
  let database: Database;
  let fastify: FastifyInstance;

  beforeAll(async () => {
    database = await ownDatabase();
    const { manager } = database.dataSource;
    const district = await aDistrict(manager, { code: '370299', from: '2010-01-01', figuresAsOf: '2025-12-31' });
    const ground = [120.1, 36.1, 120.2, 36.2] as const;
    await aSubdistrict(manager, { in: district, code: '370299001', from: '2010-01-01', to: '2018-07-01', ground });
    await aSubdistrict(manager, { in: district, code: '370299002', from: '2018-07-01', ground });
    await aSubdistrict(manager, { in: district, code: '370299003', from: '2012-01-01', to: '2014-01-01' });
    fastify = ogcServer(database);
  });
  afterAll(async () => {
    await fastify.close();
    await database.close();
  });

  const at = async (datetime: string): Promise<[string, unknown][]> => {
    const features = await walk(
      fastify,
      `/collections/subdistricts/items?limit=1&datetime=${encodeURIComponent(datetime)}`,
    );
    return features.map(({ id, properties }) => [id, properties['asOf']]);
  };

  it('are those of today, of a day, or of all days of an interval as of their last day in it', async () => {
    expect((await read(fastify, '/collections/subdistricts/items')).features.map(({ id }) => id)).toEqual([
      '370299002',
    ]);
    expect(await at('2013-05-01')).toEqual([
      ['370299001', '2013-05-01'],
      ['370299003', '2013-05-01'],
    ]);
    expect(await at('2018-06-30')).toEqual([['370299001', '2018-06-30']]);
    expect(await at('2018-07-01')).toEqual([['370299002', '2018-07-01']]);
    expect(await at('2013-01-01/2018-12-31')).toEqual([
      ...[
        ['370299001', '2018-06-30'],
        ['370299002', '2018-12-31'],
      ],
      ['370299003', '2013-12-31'],
    ]);
    expect(await at('../2012-06-01')).toEqual([
      ['370299001', '2012-06-01'],
      ['370299003', '2012-06-01'],
    ]);
    expect(await at('2018-06-30/..')).toEqual([
      ['370299001', '2018-06-30'],
      ['370299002', today()],
    ]);
    expect(await at('2018-07-01/')).toEqual([['370299002', today()]]);
    expect((await at('../..')).map(([id]) => id)).toEqual(['370299001', '370299002', '370299003']);
  });

  it('have instants that mean their day in China', async () => {
    expect(await at('2018-06-30T15:59:59Z')).toEqual([['370299001', '2018-06-30']]);
    expect(await at('2018-06-30T16:00:00Z')).toEqual([['370299002', '2018-07-01']]);
  });

  it('are limited to a box by the shape of the day they are shown at', async () => {
    const items = await read(fastify, '/collections/subdistricts/items?datetime=../..&bbox=120.15,36.15,120.16,36.16');
    // The third has no shape and so is everywhere.
    expect(items).toMatchObject({ numberMatched: 3, numberReturned: 3 });
    const away = await read(fastify, '/collections/subdistricts/items?datetime=../..&bbox=121,36,121.1,36.1');
    expect(away.features.map(({ id }) => id)).toEqual(['370299003']);
  });

  it('that have ended are still found by their code, as of their last day', async () => {
    const answer = (await fastify.inject('/ogc/features/collections/subdistricts/items/370299001')).json<
      Items['features'][0]
    >();
    expect(answer.properties['asOf']).toBe('2018-06-30');
  });
});
