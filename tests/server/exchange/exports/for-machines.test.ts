import type { FastifyInstance } from 'fastify';
import readExcelFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filterParts } from '../../../../server/exchange/exports/file-name.ts';
import { ownDatabase } from '../../../support/test-database.ts';
import { asFile } from '../writers/sample-table.ts';
import { exportsServer, queryOf, type Parameters } from './exports-server.ts';

let fastify: FastifyInstance;

beforeAll(async () => {
  fastify = await exportsServer();
});
afterAll(() => fastify.close());

const PLACE = { asOf: '2025-12-31', within: '370202007' };
const ask = (path: string, parameters: Parameters, method: 'GET' | 'HEAD' = 'GET', headers = {}) =>
  fastify.inject({ method, url: `/exports/${path}?${queryOf({ ...PLACE, ...parameters })}`, headers });

function nameOf({ headers }: Awaited<ReturnType<typeof ask>>): string {
  const [, encoded = ''] = /filename\*=UTF-8''(.*)$/.exec(String(headers['content-disposition'])) ?? [];
  return decodeURIComponent(encoded);
}

describe('CSV', () => {
  it('has codes as they are for programs, and as a spreadsheet leaves them alone where a person asks for that', async () => {
    const plain = (await ask('grids.csv', { geometry: false })).body;
    expect(plain).toMatch(/^code,/);
    expect(plain).toMatch(/\r\n3702020070\d{5},/);
    expect(plain).not.toContain('="');
    const forPeople = (await ask('grids.csv', { geometry: false, cells: 'spreadsheet' })).body;
    expect(forPeople).toMatch(/^\uFEFFcode,/);
    expect(forPeople).toMatch(/\r\n"=""3702020070\d{5}""",/);
  });

  it('alone has cells of two kinds, and a third is refused', async () => {
    expect((await ask('grids.gpkg', { cells: 'plain' })).json()).toMatchObject({ argument: 'cells' });
    expect((await ask('grids.csv', { cells: 'excel' })).json()).toMatchObject({
      message: '"cells" is one of plain, spreadsheet.',
    });
    expect((await ask('grids.notes.json', { cells: 'spreadsheet' })).statusCode).toBe(200);
  });
});

describe('A file that is asked for again', () => {
  it.each(['geojson', 'csv', 'xlsx', 'gpkg', 'shp.zip', 'notes.json'])(
    'as %s is not sent again while it is the same',
    async (format) => {
      const first = await ask(`grids.${format}`, {});
      const tag = String(first.headers.etag);
      expect(tag).toMatch(/^W\/"[\w-]{32}"$/);
      expect(first.headers['cache-control']).toBe('no-cache');
      const again = await ask(`grids.${format}`, {}, 'GET', { 'if-none-match': `"x", ${tag}` });
      expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', tag]);
      const head = await ask(`grids.${format}`, {}, 'HEAD');
      expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, '', tag]);
      expect(head.headers['content-type']).toBe(first.headers['content-type']);
      expect(head.headers['content-disposition']).toBe(first.headers['content-disposition']);
    },
  );

  it('has another tag under another filter, date, form or system', async () => {
    const asked: Parameters[] = [
      ...[{}, { committee: 'UNKNOWN' }, { asOf: '2024-12-31' }, { cells: 'spreadsheet' }],
      ...[{ geometry: false }, { crs: 'EPSG:4549' }, { within: '370202009' }],
    ];
    const tags: unknown[] = [];
    for (const each of asked) tags.push((await ask('grids.csv', each, 'HEAD')).headers.etag);
    expect(new Set(tags).size).toBe(asked.length);
  });

  it('is sent as soon as a value, a shape or something it follows from has changed', async () => {
    const database = await ownDatabase('demo');
    const own = await exportsServer(database);
    try {
      const url = `/exports/grids.geojson?${queryOf(PLACE)}`;
      const tag = async (): Promise<string> => String((await own.inject({ method: 'HEAD', url })).headers.etag);
      const seen = [await tag()];
      const grid = `(select id from area where level = 'GRID' and code like '370202007%' order by code limit 1)`;
      for (const change of [
        `update area set name = name || '甲' where id = ${grid}`,
        `update boundary set geom = ST_Multi(ST_Translate(geom, 0.00001, 0)) where area_id = ${grid}`,
        `update owners_committee_area set valid_to = '2025-06-01' where area_id = ${grid}`,
      ]) {
        await database.dataSource.query(change);
        seen.push(await tag());
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(await tag()).toBe(seen.at(-1));
    } finally {
      await own.close();
      await database.close();
    }
  });

  it('leaves no turn taken and no session open when nothing is sent', async () => {
    for (let i = 0; i < 10; i += 1) expect((await ask('grids.gpkg', {}, 'HEAD')).statusCode).toBe(200);
    expect((await ask('grids.gpkg', {})).statusCode).toBe(200);
  });
});

describe('A file for people', () => {
  it('says in its name what it is limited to', async () => {
    expect(nameOf(await ask('grids.xlsx', { committee: 'UNCOVERED', hasOpenIssues: true }, 'HEAD'))).toBe(
      '网格_江苏路街道_业委会（自管会）：无_有未结问题：是_2025-12-31.xlsx',
    );
    expect(nameOf(await ask('property-services.csv', { mode: 'TRY_THEN_BUY', status: 'TRIAL' }, 'HEAD'))).toBe(
      '物业服务_江苏路街道_服务模式：先尝后买_服务状态：试用期_2025-12-31.csv',
    );
    expect(nameOf(await ask('owners-committees.csv', { kind: 'SELF_MANAGEMENT' }, 'HEAD'))).toContain('类型：自管会');
    const { headers } = await ask('grids.csv', { committee: 'UNCOVERED' }, 'HEAD');
    expect(headers['content-disposition']).toContain('filename="grids-370202007-committee-UNCOVERED-2025-12-31.csv"');
  });

  it('counts the filters that its name has no room for', () => {
    const many = Array.from({ length: 9 }, (_, i) => `物业服务的状态：第${i}种`);
    expect(filterParts(many, (count) => `等${count}项筛选`)).toEqual([...many.slice(0, 3), '等6项筛选']);
    expect(filterParts([], String)).toEqual([]);
  });

  it('has words and not codes in Excel', async () => {
    const cells = async (layer: string, parameters: Parameters = {}): Promise<unknown[]> => {
      const { rawPayload } = await ask(`${layer}.xlsx`, parameters);
      return asFile('x.xlsx', rawPayload, async (path) =>
        (await readExcelFile(path)).flatMap(({ data }) => data.flat()),
      );
    };
    for (const layer of ['grids', 'yards', 'owners-committees', 'issues', 'property-services']) {
      const found = await cells(layer);
      for (const code of [
        'COVERED',
        'UNCOVERED',
        'UNKNOWN',
        'true',
        'false',
        'SYNTHETIC',
        'GOVERNANCE',
        'OPEN',
        'OWNERS',
      ])
        expect(found, `${layer} ${code}`).not.toContain(code);
      expect(found, layer).toContain('虚构数据');
    }
    expect(await cells('grids', { committee: 'UNCOVERED', within: '370202' })).toEqual(
      expect.arrayContaining(['无', '业委会（自管会）：无 · committee = UNCOVERED']),
    );
    expect(await cells('property-services')).toContain('先尝后买');
  });
});
