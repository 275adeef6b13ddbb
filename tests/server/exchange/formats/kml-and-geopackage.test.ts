import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../../../server/exchange/formats/open-source.ts';
import {
  kmlOf,
  packaged,
  POLYGON,
  put,
  putGeoPackage,
  readAll,
  readLayer,
  readText,
  reasonsOf,
  SQUARE,
  zipOf,
} from './made-files.ts';
import { gb18030 } from './made-shapefile.ts';

const RING = SQUARE.map((point) => [...point, 0].join(',')).join(' ');
const SHAPE = `<Polygon><outerBoundaryIs><LinearRing><coordinates>${RING}</coordinates></LinearRing></outerBoundaryIs></Polygon>`;

describe('a KML file', () => {
  it('has a row for each placemark in whatever folder, without styles', async () => {
    const layer = await readText(
      '楼院.kml',
      kmlOf(`<Style id="s"><PolyStyle><color>ff</color></PolyStyle></Style>
        <Folder><name>folder</name><Placemark id="a"><name>云霄路 &amp; 一号</name><styleUrl>#s</styleUrl>
          <description><![CDATA[<b>x</b>]]></description>
          <ExtendedData><Data name="code"><displayName>no</displayName><value>007</value></Data>
            <SchemaData schemaUrl="#y"><SimpleData name="楼栋数">012</SimpleData></SchemaData></ExtendedData>
          ${SHAPE}</Placemark></Folder>
        <Placemark><name/><Point><coordinates> 120.38, 36.06 </coordinates></Point></Placemark>
        <Placemark><name>none</name></Placemark>`),
    );
    expect(layer).toMatchObject({
      name: '楼院',
      crs: { epsg: 4326, where: 'KML is WGS 84 by its standard' },
      headings: ['name', 'description', 'code', '楼栋数'],
      count: 3,
    });
    expect(layer.rows.map(({ attributes }) => attributes)).toEqual([
      { name: '云霄路 & 一号', description: '<b>x</b>', code: '007', 楼栋数: '012' },
      { name: null },
      { name: 'none' },
    ]);
    expect(layer.rows.map(({ geometry }) => geometry)).toEqual([
      POLYGON,
      { type: 'Point', coordinates: [120.38, 36.06] },
      null,
    ]);
    expect(reasonsOf(layer)).toEqual(['NOTED HEIGHTS_DROPPED', '', '']);
  });

  it('keeps holes apart from outer rings, takes polygons together and refuses what is bad', async () => {
    const holed = `<Polygon><innerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing></innerBoundaryIs><outerBoundaryIs><LinearRing><coordinates>0,0 9,0 9,9 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon>`;
    const layer = await readText(
      'a.kml',
      kmlOf(`<Placemark>${holed}</Placemark>
        <Placemark><MultiGeometry>${holed}<MultiGeometry>${holed}</MultiGeometry></MultiGeometry></Placemark>
        <Placemark><LineString><coordinates>1,2 x,3 4,5</coordinates></LineString></Placemark>
        <Placemark><Polygon/></Placemark><Placemark><Model/></Placemark>
        <Placemark><gx:Track xmlns:gx="x"><gx:coord>1 2 3</gx:coord><gx:coord>4 5 6</gx:coord></gx:Track></Placemark>`),
    );
    const rings = [
      [
        [0, 0],
        [9, 0],
        [9, 9],
        [0, 0],
      ],
      [
        [1, 1],
        [2, 1],
        [2, 2],
        [1, 1],
      ],
    ];
    expect(layer.rows.map(({ geometry }) => geometry)).toEqual([
      { type: 'Polygon', coordinates: rings },
      { type: 'MultiPolygon', coordinates: [rings, rings] },
      null,
      null,
      null,
      {
        type: 'LineString',
        coordinates: [
          [1, 2],
          [4, 5],
        ],
      },
    ]);
    expect(reasonsOf(layer)).toEqual([
      '',
      'REPAIRED COLLECTION_TO_MULTIPOLYGON',
      'REFUSED COORDINATE_NOT_A_NUMBER',
      'NOTED GEOMETRY_EMPTY',
      'REFUSED GEOMETRY_UNSUPPORTED',
      'NOTED HEIGHTS_DROPPED',
    ]);
  });

  it('is read in GB18030, and from a KMZ', async () => {
    const text = kmlOf(`<Placemark><name>湛山</name>${SHAPE}</Placemark>`);
    expect((await readText('a.kml', gb18030(text))).encoding?.name).toBe('GB18030');
    const path = await put('院落.kmz', await zipOf({ 'doc.kml': text, 'images/a.png': 'x' }));
    expect(await readLayer(path, { temporaryFolder: dirname(path) })).toMatchObject({ name: '院落', count: 1 });
    expect(await readdir(dirname(path))).toEqual(['院落.kmz']);
  });

  it.each([
    ['<gml><a/></gml>', 'XML_NOT_KML'],
    ['<kml><Document>', 'FILE_TRUNCATED'],
    ['<kml><a></b></kml>', 'XML_MALFORMED'],
    [`<kml>${'<Folder>'.repeat(200)}`, 'NESTED_TOO_DEEPLY'],
  ])('is refused when it is %s', async (text, reason) => {
    await expect(readText('a.kml', text)).rejects.toMatchObject({ name: 'FileUnreadable', reason });
  });

  it('does not multiply entities', async () => {
    const bomb = `<!DOCTYPE kml [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;&a;">]>`;
    const layer = await readText('a.kml', `${bomb}<kml><Placemark><name>&b;</name></Placemark></kml>`);
    expect(String(layer.rows[0]?.attributes.name).length).toBeLessThan(10);
  });
});

describe('a GeoPackage', () => {
  const rows = [
    { code: '007', name: '云霄路', geometry: packaged(POLYGON) },
    { code: '8', name: '二', geometry: null },
    { code: '9', name: '三', geometry: packaged(POLYGON, 4326) },
    { code: '10', name: '四', geometry: packaged(POLYGON).subarray(0, 40) },
    { code: '11', name: '五', geometry: packaged({ type: 'Polygon', coordinates: [SQUARE.slice(0, 4)] }, 0) },
  ];

  it('has a layer for each table of features or attributes', async () => {
    const path = await putGeoPackage(rows);
    const { format, layers } = await readAll(path);
    const [yards, notes] = layers;
    expect(format).toBe('GEOPACKAGE');
    expect(yards).toMatchObject({
      name: 'yards',
      crs: { epsg: 4490, text: 'EPSG:4490 China Geodetic 2000', where: 'gpkg_spatial_ref_sys' },
      headings: ['fid', 'code', 'name'],
      count: 5,
      progress: 1,
    });
    expect(yards?.rows.map(({ geometry }) => geometry?.type)).toEqual([
      'Polygon',
      undefined,
      undefined,
      undefined,
      'Polygon',
    ]);
    expect(yards?.rows[0]).toEqual({
      row: 1,
      attributes: { fid: 1, code: '007', name: '云霄路' },
      geometry: POLYGON,
      faults: [],
    });
    expect(yards && reasonsOf(yards)).toEqual([
      '',
      '',
      'REFUSED SRID_DIFFERS',
      'REFUSED GEOMETRY_DAMAGED',
      'REPAIRED RING_CLOSED',
    ]);
    expect(notes).toMatchObject({ name: 'notes', crs: null, headings: ['id', 'remark'] });
    expect(notes?.rows[0]?.attributes).toEqual({ id: 1, remark: '说明' });
  });

  it('is read in write-ahead mode too, and nothing is left beside it', async () => {
    const path = await putGeoPackage(rows);
    const bytes = await readFile(path);
    bytes[18] = 2;
    bytes[19] = 2;
    await writeFile(path, bytes);
    expect((await readAll(path)).layers[0]?.count).toBe(5);
    expect(await readFile(path)).toEqual(bytes);
    expect(await readdir(dirname(path))).toEqual(['yards.gpkg']);
    await writeFile(`${path}-wal`, 'unsaved');
    await expect(readAll(path)).rejects.toMatchObject({ reason: 'GEOPACKAGE_IN_USE' });
  });

  it('may be left in the middle of its rows', async () => {
    const file = await openSource(await putGeoPackage(rows));
    for await (const { row } of file.layers[0]?.rows() ?? []) if (row === 2) break;
    expect(file.layers[0]?.progress()).toBe(0.4);
    await file.close();
  });

  it('does not run a view, which may have no end', async () => {
    const path = await putGeoPackage(rows);
    const { default: sqlite } = await import('node-sqlite3-wasm');
    const database = new sqlite.Database(path);
    database.exec(`create view endless as with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as i from n;
      insert into gpkg_contents values ('endless', 'attributes', 'endless', null)`);
    database.close();
    await expect(readAll(path)).rejects.toMatchObject({ reason: 'NOT_A_GEOPACKAGE' });
  });

  it('is refused when it is some other SQLite file', async () => {
    const path = await put('a.gpkg', '');
    const { default: sqlite } = await import('node-sqlite3-wasm');
    const database = new sqlite.Database(path);
    database.exec('create table a (b)');
    database.close();
    await expect(readAll(path)).rejects.toMatchObject({ reason: 'NOT_A_GEOPACKAGE' });
  });
});
