import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApart } from '../../../../server/exchange/formats/apart/open-apart.ts';
import { openSource } from '../../../../server/exchange/formats/open-source.ts';
import { FileUnreadable } from '../../../../server/exchange/formats/source-file.ts';
import {
  collection,
  feature,
  kmlOf,
  packaged,
  POLYGON,
  put,
  putGeoPackage,
  readAll,
  SQUARE,
  workbookOf,
  zipOf,
} from './made-files.ts';
import { dbfOf, gb18030, shpOf } from './made-shapefile.ts';

/** Reads a file to its end: rows or a clear error, and nothing else. One that takes no end fails by the limit of its test. */
async function outcomeOf(path: string): Promise<string> {
  try {
    // What a workbook can do to its reader is not done to the tests.
    const open = path.endsWith('.xlsx') ? openApart : openSource;
    const { layers } = await readAll(path, { temporaryFolder: dirname(path) }, open);
    return `${layers.reduce((sum, { rows }) => sum + rows.length, 0)} rows`;
  } catch (error) {
    if (!(error instanceof FileUnreadable)) throw error;
    expect(error.message).not.toMatch(/undefined|\{\w+\}/);
    return error.reason;
  }
}

const FIELDS = [
  { name: 'code', type: 'N', length: 12 },
  { name: 'name', type: 'C', length: 12 },
];
const valid = new Map<string, Uint8Array>();
/** Reading a workbook starts a process, so fewer of them are tried. */
const FORMATS = ['a.geojson', 'a.geojsonl', 'a.csv', 'wkt.csv', 'a.kml', 'a.kmz', 'a.zip', 'a.shp', 'a.gpkg', 'a.xlsx'];

beforeAll(async () => {
  const one = feature({ code: '007', name: '云霄路' }, POLYGON);
  const shp = shpOf([[SQUARE], null, [[...SQUARE].reverse(), SQUARE]]);
  const dbf = dbfOf(FIELDS, [
    ['1', gb18030('云霄路')],
    ['2', ''],
    ['3', 'x'],
  ]);
  const kml = kmlOf(`<Placemark><name>云</name><Point><coordinates>1,2</coordinates></Point></Placemark>`.repeat(3));
  valid.set('a.geojson', Buffer.from(collection([one, one, one])));
  valid.set('a.geojsonl', Buffer.from(`${JSON.stringify(one)}\n`.repeat(3)));
  valid.set('a.csv', Buffer.from('code,name,经度,纬度\n007,"云,霄",120.38,36.06\n008,"二\n三",1,2\n'));
  valid.set('wkt.csv', gb18030('编码;WKT\n1;"POLYGON((1 2,3 4,5 6,1 2))"\n路;POINT(1 2)\n'));
  valid.set('a.kml', Buffer.from(kml));
  valid.set('a.kmz', await zipOf({ 'doc.kml': kml }));
  valid.set('a.zip', await zipOf({ 'a.shp': shp, 'a.dbf': dbf, 'b/b.shp': shp }));
  valid.set('a.shp', shp);
  valid.set('a.gpkg', await readFile(await putGeoPackage([{ code: '1', name: '云', geometry: packaged(POLYGON) }])));
  valid.set(
    'a.xlsx',
    await workbookOf({
      一: [
        [{ value: 'code' }, { value: 'name' }],
        [{ value: '007' }, { value: '云' }],
      ],
    }),
  );
});

/** The file as it is, a valid .dbf beside it if it is a shapefile. */
async function putBeside(name: string, content: Uint8Array): Promise<string> {
  const path = await put(name, content);
  if (name === 'a.shp')
    await writeFile(
      join(dirname(path), 'a.dbf'),
      dbfOf(FIELDS, [
        ['1', ''],
        ['2', ''],
        ['3', ''],
      ]),
    );
  return path;
}

describe('every reader', () => {
  it.each(FORMATS)('reads the whole %s', async (name) => {
    expect(await outcomeOf(await putBeside(name, valid.get(name) ?? Buffer.alloc(0)))).toMatch(/^[1-9]\d* rows$/);
  });

  it.each(FORMATS)('answers %s with rows or a clear error, wherever it is cut off', async (name) => {
    const bytes = valid.get(name) ?? Buffer.alloc(0);
    const step = Math.max(1, Math.floor(bytes.length / (name === 'a.xlsx' ? 12 : 150)));
    const path = await putBeside(name, bytes);
    const outcomes = new Set<string>();
    for (let length = 0; length < bytes.length; length += step) {
      await writeFile(path, bytes.subarray(0, length));
      outcomes.add(await outcomeOf(path));
    }
    expect(outcomes.has('FILE_EMPTY')).toBe(true);
    expect(outcomes.size).toBeGreaterThan(1);
    expect((await readdir(dirname(path))).filter((other) => other.startsWith('exchange-'))).toEqual([]);
  });

  it.each(FORMATS)('answers %s with rows or a clear error, whatever bytes in it are changed', async (name) => {
    const bytes = valid.get(name) ?? Buffer.alloc(0);
    const path = await putBeside(name, bytes);
    const changes = fc.array(
      fc.tuple(fc.nat(bytes.length - 1), fc.oneof(fc.constantFrom(0, 0x22, 0x5b, 0x7f, 0x80, 0xff), fc.nat(255))),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    await fc.assert(
      fc.asyncProperty(changes, async (places) => {
        const changed = Buffer.from(bytes);
        for (const [at, byte] of places) changed[at] = byte;
        await writeFile(path, changed);
        await outcomeOf(path);
      }),
      { numRuns: name === 'a.xlsx' ? 10 : 150, endOnFailure: true },
    );
  });

  it('answers random bytes with a clear error or rows, under any name and beginning', async () => {
    const names = ['a.geojson', 'a.csv', 'a.tsv', 'a.kml', 'a.zip', 'a.shp', 'a.gpkg', 'a.xls', 'a', 'a.dbf'];
    const paths = new Map<string, string>();
    for (const name of names) paths.set(name, await put(name, ''));
    const begins = [
      '',
      'PK\u0003\u0004',
      'PK\u0005\u0006',
      'SQLite format 3\0',
      '\0\0\u0027\u000a',
      '{',
      '[',
      '<kml>',
      '\ufeff',
      'Rar!',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.constantFrom(...begins),
        fc.uint8Array({ maxLength: 300 }),
        async (name, begin, bytes) => {
          const path = paths.get(name) ?? '';
          await writeFile(path, Buffer.concat([Buffer.from(begin), bytes]));
          await outcomeOf(path);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes rings of 10,000 corners in every format that has shapes', async () => {
    const ring = Array.from({ length: 10_001 }, (_, corner) => {
      const angle = (-2 * Math.PI * (corner % 10_000)) / 10_000;
      return [120 + Math.cos(angle), 36 + Math.sin(angle)];
    });
    const polygon = { type: 'Polygon' as const, coordinates: [ring] };
    const wkt = `POLYGON((${ring.map((point) => point.join(' ')).join(',')}))`;
    const placemark = `<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>${ring.map((point) => point.join(',')).join(' ')}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>`;
    for (const path of [
      await put('a.geojson', collection([feature({}, polygon)])),
      await put('a.csv', `code,wkt\n1,"${wkt}"\n`),
      await put('a.kml', kmlOf(placemark)),
      await put('a.shp', shpOf([[ring]])),
      await putGeoPackage([{ code: '1', name: '', geometry: packaged(polygon) }]),
    ]) {
      expect((await readAll(path)).layers[0]?.rows[0]).toMatchObject({ geometry: polygon, faults: [] });
    }
  });
});

describe('what is written to take the memory', () => {
  it.each([
    ['a.csv', `a,b\n1${','.repeat(3_000_000)}\n`, 'TABLE_MALFORMED'],
    ['b.csv', `a,b\n1,x"${','.repeat(3_000_000)}"\n`, 'TABLE_MALFORMED'],
    ['a.kml', `<kml>${'<Placemark/>'.repeat(600_000)}</kml>`, 'TOO_MANY_PLACEMARKS'],
    [
      'a.geojson',
      `{"type":"Feature","geometry":null,"properties":{${Array.from({ length: 50_000 }, (_, index) => `"k${index}":1`).join()}}}`,
      '1 rows',
    ],
  ])('ends soon: %s', async (name, text, outcome) => {
    expect(await outcomeOf(await put(name, text))).toBe(outcome);
  });

  it('is not confused with a long line of quoted values', async () => {
    const wkt = `LINESTRING(${Array.from({ length: 20_000 }, (_, index) => `${index} 1`).join()})`;
    expect(await outcomeOf(await put('a.csv', `a,wkt\n"x ""y"" ${','.repeat(20_000)}","${wkt}"\n`))).toBe('1 rows');
  });
});

describe('an archive', () => {
  it.each(['../a.shp', 'b/../../a.shp', '/a.shp', 'C:\\a.shp', '..\\a.shp', 'c:a.shp'])(
    'is refused when an entry is called %s',
    async (name) => {
      const harmless = 'x'.repeat(name.length - 4) + '.shp';
      const zip = await zipOf({ [harmless]: shpOf([[SQUARE]]) });
      const changed = Buffer.from(zip.toString('latin1').replaceAll(harmless, name), 'latin1');
      const path = await put('a.zip', changed);
      await expect(readAll(path, { temporaryFolder: dirname(path) })).rejects.toMatchObject({
        reason: 'ARCHIVE_PATH_UNSAFE',
      });
      expect(await readdir(dirname(path))).toEqual(['a.zip']);
    },
  );

  it('is refused when an entry is a link', async () => {
    const zip = await zipOf({ 'a.shp': '/etc/hostname' });
    const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    zip.writeUInt32LE(0o120777 * 0x10000, directory + 38);
    await expect(readAll(await put('a.zip', zip))).rejects.toMatchObject({ reason: 'ARCHIVE_PATH_UNSAFE' });
  });

  it('is refused when it is encrypted, or holds nothing that is read', async () => {
    const zip = await zipOf({ 'a.shp': shpOf([]) });
    const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    zip.writeUInt16LE(zip.readUInt16LE(directory + 8) | 1, directory + 8);
    await expect(readAll(await put('a.zip', zip))).rejects.toMatchObject({ reason: 'ARCHIVE_ENCRYPTED' });
    const nested = await zipOf({ 'a.zip': await zipOf({ 'a.shp': shpOf([]) }) });
    await expect(readAll(await put('a.zip', nested))).rejects.toMatchObject({ reason: 'ARCHIVE_WITHOUT_KNOWN_FILE' });
  });

  it.each(['a.shp', 'doc.kml', 'xl/workbook.xml'])(
    'is refused when %s unpacks to a thousand times its size',
    async (name) => {
      const path = await put('a.zip', await zipOf({ [name]: Buffer.alloc(100_000_000) }));
      await expect(readAll(path, { temporaryFolder: dirname(path) })).rejects.toMatchObject({
        reason: 'ARCHIVE_RATIO',
      });
      expect(await readdir(dirname(path))).toEqual(['a.zip']);
    },
  );

  it('is refused when it hides entries that its directory does not name', async () => {
    const packed = deflateRawSync(Buffer.alloc(100_000_000));
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(100_000_000, 22);
    header.writeUInt16LE(5, 26);
    const hidden = Buffer.concat([header, Buffer.from('b.xml'), packed]);
    const zip = Buffer.from(valid.get('a.xlsx') ?? []);
    const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    const changed = Buffer.concat([zip.subarray(0, directory), hidden, zip.subarray(directory)]);
    const end = changed.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    changed.writeUInt32LE(directory + hidden.length, end + 16);
    await expect(readAll(await put('a.xlsx', changed))).rejects.toMatchObject({ reason: 'FILE_DAMAGED' });
  });

  it('is refused when it holds more entries than anyone needs', async () => {
    const entries = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`${index}.txt`, '']));
    await expect(readAll(await put('a.zip', await zipOf(entries)))).rejects.toMatchObject({
      reason: 'ARCHIVE_TOO_MANY_ENTRIES',
    });
  });
});

describe('a workbook', () => {
  it('cannot take the memory with a cell far away', async () => {
    const sheet = (cell: string): string =>
      `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row><c r="${cell}"><v>1</v></c></row></sheetData></worksheet>`;
    const parts = {
      '[Content_Types].xml':
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
      'xl/workbook.xml':
        '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    };
    for (const cell of ['B2', 'XFD9', 'ZZZZZZZ2']) {
      const path = await put('a.xlsx', await zipOf({ ...parts, 'xl/worksheets/sheet1.xml': sheet(cell) }));
      expect(await outcomeOf(path)).toBe(cell === 'ZZZZZZZ2' ? 'READING_TOO_LARGE' : '1 rows');
    }
  }, 300_000);
});
