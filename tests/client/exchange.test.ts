import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripAt, systemsAt } from '../../client/exchange/crs-systems.ts';
import { en } from '../../client/exchange/en.ts';
import { exportAddress, FORMATS, notesAddress } from '../../client/exchange/export-address.ts';
import { lastChoice, rememberChoice } from '../../client/exchange/export-choice.ts';
import { choicesOf, offerTitle } from '../../client/exchange/export-offers.tsx';
import { firstOptions, uploadAddress } from '../../client/exchange/import-options.ts';
import { fitsOf, headingsOf, parseMapping, type ImportReport } from '../../client/exchange/import-report.ts';
import { sameMapping } from '../../client/exchange/mapping-table.tsx';
import { REASONS } from '../../client/exchange/reasons.ts';
import { exchangeWordsOf, type ExchangeWordId } from '../../client/exchange/words.ts';
import { zh } from '../../client/exchange/zh.ts';
import { wordsOf } from '../../client/i18n/words.ts';
import { candidates } from '../../server/exchange/coordinates/candidates.ts';
import { CGCS2000, GCJ_02, parseCrs } from '../../server/exchange/coordinates/crs.ts';
import { decideCrs } from '../../server/exchange/coordinates/decide.ts';
import { readCrs } from '../../server/exchange/exports/crs.ts';
import { IN_SHORT } from '../../server/exchange/words/in-short.ts';
import { CODE_SENTENCES } from '../../server/kernel/graph/errors-in-chinese.ts';
import { FILE_REASONS, ROW_REASONS } from '../../server/exchange/formats/reasons.ts';
import { readImportRequest } from '../../server/exchange/imports/import-request.ts';
import { exchangeLayers } from '../../server/exchange/layers.ts';
import { REFUSAL_SENTENCES } from '../../server/exchange/words/refusals.ts';
import { writers } from '../../server/exchange/writers/writers.ts';

const queryOf = (address: string) => Object.fromEntries(new URL(address, 'http://localhost').searchParams);

describe('the words of files that go out and come in', () => {
  it('have the same blanks in both languages', () => {
    const blanks = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
    for (const id of Object.keys(zh) as ExchangeWordId[]) expect([id, blanks(en[id])]).toEqual([id, blanks(zh[id])]);
  });

  it('name every layer and every format of the server', () => {
    for (const { key } of exchangeLayers) expect(zh).toHaveProperty([`layer.${key}`]);
    for (const { extension } of writers) expect(zh).toHaveProperty([`format.${extension}`]);
    expect([...FORMATS].sort()).toEqual(writers.map(({ extension }) => extension).sort());
  });

  it('know every reason for which the server refuses, doubts, repairs or notes', async () => {
    const refused = Object.keys(REFUSAL_SENTENCES).map((key) => key.split('.', 1)[0] ?? key);
    const said = [
      ...Object.keys(CODE_SENTENCES),
      ...Object.keys(IN_SHORT),
      ...Object.keys(FILE_REASONS),
      ...Object.keys(ROW_REASONS),
      ...refused,
      ...(await reasonsInSql()),
    ];
    expect(said.length).toBeGreaterThan(100);
    expect([...new Set(said)].filter((reason) => !(reason in REASONS))).toEqual([]);
  });
});

/** Reason words that stand in statements and in refusals of the exchange. */
async function reasonsInSql(): Promise<string[]> {
  const folders = ['exchange/imports', 'exchange/coordinates', 'kernel/exchange', 'land', 'care', 'offices', 'issues'];
  const files = await Promise.all(
    folders.map(async (folder) => {
      const path = join('server', folder);
      return (await readdir(path)).filter((name) => name.endsWith('.ts')).map((name) => join(path, name));
    }),
  );
  const texts = await Promise.all(files.flat().map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text) =>
    [
      ...text.matchAll(/'([A-Z]+(?:_[A-Z]+)+)' as reason/g),
      ...text.matchAll(/reason: '([A-Z]+(?:_[A-Z]+)+)'/g),
      ...text.matchAll(/(?:doubtful|refused)\(\s*'([A-Z]+(?:_[A-Z]+)*)'/g),
    ].map(([, word = '']) => word),
  );
}

describe('an export', () => {
  const offer = { layer: 'grids', filters: { within: '370202', committee: 'UNCOVERED' } };
  const as = { format: 'gpkg', crs: 'EPSG:4490', shapes: false } as const;

  it('is a link with the filters that the list has', () => {
    expect(exportAddress(offer, '2025-12-31', as)).toBe(
      '/exports/grids.gpkg?asOf=2025-12-31&within=370202&committee=UNCOVERED',
    );
    expect(exportAddress(offer, '2025-12-31', { ...as, crs: 'EPSG:4549' })).toContain('&crs=EPSG:4549');
    expect(notesAddress(offer, '2025-12-31')).toBe(
      '/exports/grids.notes.json?asOf=2025-12-31&within=370202&committee=UNCOVERED',
    );
  });

  it('says of tables whether outlines go along, and asks for coordinates only where there are any', () => {
    const table = exportAddress(offer, '2025-12-31', { format: 'csv', crs: 'GCJ-02', shapes: false });
    expect(queryOf(table)).toMatchObject({ geometry: 'false', cells: 'spreadsheet' });
    expect(queryOf(table)).not.toHaveProperty('crs');
    const without = { layer: 'renewal-projects', filters: { within: '370202' } };
    expect(queryOf(exportAddress(without, '2025-12-31', { ...as, crs: 'BD-09' }))).toEqual({
      asOf: '2025-12-31',
      within: '370202',
    });
    const points = { layer: 'issues', filters: { within: '370202' } };
    expect(queryOf(exportAddress(points, '2025-12-31', { format: 'xlsx', crs: 'BD-09', shapes: false }))).toMatchObject(
      { crs: 'BD-09' },
    );
  });

  it('offers coordinates that the server writes and reads, with the strip of the place', () => {
    expect(systemsAt(120.35)).toContain('EPSG:4549');
    fc.assert(
      fc.property(fc.double({ min: 60, max: 150, noNaN: true }), (longitude) => {
        for (const name of systemsAt(longitude)) {
          expect(readCrs(name)).toBeTruthy();
          expect(parseCrs(name)).not.toBeNull();
        }
        const strip = stripAt(longitude);
        if (strip) expect(Math.abs(strip.meridian - longitude)).toBeLessThanOrEqual(1.5);
      }),
    );
  });

  it('begins again with the last choice, but never with offset coordinates', () => {
    rememberChoice({ format: 'csv', crs: 'EPSG:4549', shapes: true });
    expect(lastChoice()).toEqual({ format: 'csv', crs: 'EPSG:4549', shapes: true });
    rememberChoice({ format: 'gpkg', crs: 'GCJ-02', shapes: false });
    expect(lastChoice()).toEqual({ format: 'gpkg', crs: 'EPSG:4490', shapes: false });
  });

  it('can be had by its parts, where there is anything in them', () => {
    const parts = { committee: { uncovered: 11, unknown: 0 }, property: { uncovered: 41, unknown: 89 } };
    const whole = { layer: 'grids', filters: { within: '370202' }, count: 349 };
    const choices = choicesOf([{ ...whole, parts }]);
    expect(choices.map(({ count }) => count)).toEqual([349, 11, 41, 89]);
    expect(choices[0]).toEqual(whole);
    const words = exchangeWordsOf(wordsOf('zh'));
    expect(choices.map((one) => offerTitle(one, words))).toEqual([
      '网格',
      '网格 · 业委会 未覆盖',
      '网格 · 物业服务 未覆盖',
      '网格 · 物业服务 未知',
    ]);
  });
});

describe('a file that comes in', () => {
  it('is sent with what was said of it, and nothing else', () => {
    const plain = uploadAddress('楼院 1.csv', firstOptions('2025-12-31'), null);
    expect(queryOf(plain)).toEqual({ fileName: '楼院 1.csv', asOf: '2025-12-31' });
    const said = uploadAddress(
      'a.csv',
      { ...firstOptions('2025-12-31'), layer: 'yards', complete: 'yes', crs: ' GCJ-02 ', insist: true },
      { code: '编码' },
    );
    expect(queryOf(said)).toEqual({
      ...{ fileName: 'a.csv', layer: 'yards', asOf: '2025-12-31', crs: 'GCJ-02' },
      ...{ complete: 'true', insist: 'true', mapping: '{"code":"编码"}' },
    });
    const within = uploadAddress('a.csv', { ...firstOptions('2025-12-31'), complete: '370202007' }, null);
    expect(queryOf(within)).toMatchObject({ within: '370202007' });
  });

  it('is asked for in words that the server takes', () => {
    const said = uploadAddress(
      'a.csv',
      {
        ...{ layer: 'yards', asOf: '2025-12-31', complete: '370202007', crs: 'BD-09', insist: true },
        ...{ encoding: 'GB18030', table: '表', provenance: 'SURVEYED', attribution: '某局' },
      },
      { code: '编码' },
    );
    expect(readImportRequest(queryOf(said))).toMatchObject({
      ...{ fileName: 'a.csv', complete: ['370202007'], insist: true, encoding: 'GB18030', table: '表' },
      ...{ provenance: 'SURVEYED', attribution: '某局', mapping: { code: '编码' } },
    });
  });

  it('shows how far off each reading lies, the closest first, as the server tells it', () => {
    const systems = candidates({ x: [120.3, 120.4], y: [36, 36.1] }, 120, null);
    const fits = systems.map((crs, i) => ({
      crs,
      aroundShare: null,
      rows: i + 1,
      corners: 40,
      medianM: crs.name === GCJ_02.name ? 5.96 : 463 + i,
    }));
    const crs = decideCrs({ byPerson: null, byFile: CGCS2000, fits, insist: false });
    const told = { crs: { ...crs, used: null } } as unknown as ImportReport;
    const [closest, ...others] = fitsOf(told);
    expect(closest).toMatchObject({ crs: 'GCJ-02', rows: 2, metres: 5.96 });
    expect(others.map(({ crs: name }) => name).sort()).toEqual(
      systems
        .map(({ name }) => name)
        .filter((name) => name !== 'GCJ-02')
        .sort(),
    );
    expect(crs.sureness).toMatchObject({
      kind: 'SURE',
      message: 'Sure: GCJ-02 fits far better than the others, in 2 rows.',
      messageZh: '可以断定：GCJ-02 远比其他坐标系吻合，共比对 2 行。',
    });
  });

  it('calls a reading in the order of the other axes by a Chinese name, and asks for it by its own', () => {
    const crs = parseCrs('EPSG:4549, north first');
    if (!crs) throw new Error('No such system.');
    const fits = [{ crs, aroundShare: null, rows: 1200, corners: 0, medianM: 12 }];
    const { fits: told, evidence, evidenceZh } = decideCrs({ byPerson: null, byFile: null, fits, insist: false });
    expect(told[0]).toMatchObject({ crs: 'EPSG:4549, north first', title: { zh: 'EPSG:4549（北坐标在前）' } });
    expect(evidence[0]).toBe('Read as EPSG:4549, north first, 1200 shapes lie 12 m from where they are known to be.');
    expect(evidenceZh[0]).toBe('按 EPSG:4549（北坐标在前）读取，1200 个图形与已知位置相差 12 m。');
  });

  it('keeps a mapping as a file and takes back nothing else', () => {
    expect(parseMapping('{"code": "编码"}')).toEqual({ mapping: { code: '编码' }, values: {} });
    const values = { channel: { 邮件: 'RESIDENT' } };
    expect(parseMapping(JSON.stringify({ code: '编码', $values: values }))).toEqual({
      mapping: { code: '编码' },
      values,
    });
    expect(parseMapping('{"$values": {"channel": 1}}')).toBeNull();
    for (const text of ['', '[]', 'null', '{"code": 1}', '{', '"code"']) expect(parseMapping(text)).toBeNull();
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (mapping) => {
        const kept = parseMapping(JSON.stringify(mapping));
        expect(kept).not.toBeNull();
        expect(sameMapping(mapping, kept?.mapping ?? null)).toBe(true);
      }),
    );
  });

  it('lists its columns once, those in use and those left over', () => {
    const report = { mapping: { code: '编码', name: '名称' }, unusedHeadings: ['备注', '名称'] } as const;
    expect(headingsOf(report as unknown as ImportReport)).toEqual(['编码', '名称', '备注']);
  });
});
