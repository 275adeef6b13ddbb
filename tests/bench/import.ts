/**
 * `DATABASE_URL=postgres://… npm run bench:import [-- --rows 100000,1000000]` (0: borders only): yards from a GeoJSON file into PostgreSQL, previewed and
 * written, with every check, beside `ogr2ogr` loading the same file into a table of its own; and two districts along a border of
 * more and more corners. In databases made for it and dropped.
 */
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readEnv } from '../../server/env.ts';
import { borders } from './import-borders.ts';
import { importFile, inDatabase, ogr2ogr, type Run } from './import-runs.ts';

const home = mkdtempSync(join(tmpdir(), 'atlas-import-'));
/** Cells of a community side by side, and one below the other: as many yards as its codes can number. */
const [ACROSS, DOWN] = [100, 90] as const;
const DEGREES = 0.0004;
const [WEST, SOUTH] = [100, 20] as const;
const COMMUNITIES_ACROSS = 12;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000,1000000' } } });
  const sizes = values.rows.split(',').map(Number).filter(Boolean);
  const { databaseUrl } = readEnv();
  if (databaseUrl === null) throw new Error('Say on which PostgreSQL server: DATABASE_URL=postgres://…');
  if (sizes.length > 0)
    console.log('rows        what                    seconds   features/s   peak memory   × ogr2ogr (goal ≤ 1)');
  for (const rows of sizes) {
    const files = await makeFiles(rows);
    const ogr = await inDatabase(databaseUrl, (url) => ogr2ogr(files.yards, url));
    if (ogr) line(rows, `ogr2ogr`, ogr, null);
    else console.log(`${String(rows).padEnd(11)} ogr2ogr is not on the PATH`);
    await inDatabase(databaseUrl, async (url) => {
      for (const [layer, path] of files.land) await importFile(layer, path, url, '--yes');
      line(rows, 'preview, nothing written', await importFile('yards', files.yards, url, '--dry-run'), ogr);
      line(rows, 'preview and writing', await importFile('yards', files.yards, url, '--yes'), ogr);
      line(rows, 'again: nothing changes', await importFile('yards', files.yards, url, '--yes'), ogr);
    });
  }
  await borders(home, databaseUrl);
  const last =
    sizes.length > 0
      ? `${(statSync(join(home, 'yards.geojson')).size / 1e6).toFixed(0)} MB the last file of yards; `
      : '';
  console.log(
    `\n${last}load ${loadavg()[0]?.toFixed(1) ?? ''} at the end. Seconds of ours include the start of Node and making the tables.`,
  );
}

function line(rows: number, what: string, { seconds, peakMb }: Run, ogr: Run | null): void {
  const ratio = ogr ? `${(seconds / ogr.seconds).toFixed(2)}` : '';
  console.log(
    [
      String(rows).padEnd(9),
      what.padEnd(24),
      seconds.toFixed(1).padStart(7),
      Math.round(rows / seconds)
        .toString()
        .padStart(10),
      `${peakMb.toFixed(0)} MB`.padStart(11),
      ratio.padStart(9),
    ].join('   '),
  );
}

async function makeFiles(rows: number): Promise<{ yards: string; land: readonly (readonly [string, string])[] }> {
  const communities = Math.ceil(rows / (ACROSS * DOWN));
  const corner = (n: number): [number, number] => [
    WEST + (n % COMMUNITIES_ACROSS) * ACROSS * DEGREES,
    SOUTH + Math.floor(n / COMMUNITIES_ACROSS) * DOWN * DEGREES,
  ];
  const box = ([west, south]: [number, number], width: number, height: number): string => {
    const [east, north] = [(west + width).toFixed(7), (south + height).toFixed(7)];
    const [w, s] = [west.toFixed(7), south.toFixed(7)];
    return `{"type":"Polygon","coordinates":[[[${w},${s}],[${east},${s}],[${east},${north}],[${w},${north}],[${w},${s}]]]}`;
  };
  const feature = (properties: object, shape: string): string =>
    `{"type":"Feature","properties":${JSON.stringify(properties)},"geometry":${shape}}`;
  const whole = box(
    [WEST, SOUTH],
    COMMUNITIES_ACROSS * ACROSS * DEGREES,
    Math.ceil(communities / COMMUNITIES_ACROSS) * DOWN * DEGREES,
  );
  const community = (n: number): string => `990001001${String(n + 1).padStart(3, '0')}`;
  const write = (name: string, features: string[]): string => {
    const path = join(home, `${name}.geojson`);
    writeFileSync(path, `{"type":"FeatureCollection","features":[${features.join(',\n')}]}`);
    return path;
  };
  const land = [
    ['districts', write('districts', [feature({ code: '990001', name: '测试区' }, whole)])],
    ['subdistricts', write('subdistricts', [feature({ code: '990001001', name: '测试街道' }, whole)])],
    [
      'communities',
      write(
        'communities',
        Array.from({ length: communities }, (_, n) =>
          feature({ code: community(n), name: `第${n + 1}社区` }, box(corner(n), ACROSS * DEGREES, DOWN * DEGREES)),
        ),
      ),
    ],
  ] as const;
  const yards = join(home, 'yards.geojson');
  const out = createWriteStream(yards);
  out.write('{"type":"FeatureCollection","features":[\n');
  for (let row = 0; row < rows; row += 1) {
    const place = row % (ACROSS * DOWN);
    const n = Math.floor(row / (ACROSS * DOWN));
    const [west, south] = corner(n);
    // A tenth of a cell lies between neighbours.
    const shape = box(
      [west + (place % ACROSS) * DEGREES, south + Math.floor(place / ACROSS) * DEGREES],
      DEGREES * 0.9,
      DEGREES * 0.9,
    );
    const number = String(place + 1).padStart(4, '0');
    const properties = {
      楼院代码: `${community(n)}Y${number}`,
      楼院名称: `${number}号院`,
      户数: 30 + (row % 90),
      建成年代: 1960 + (row % 60),
      地址: `测试路${row}号`,
    };
    if (!out.write(`${row === 0 ? '' : ',\n'}${feature(properties, shape)}`)) await once(out, 'drain');
  }
  out.end(']}');
  await once(out, 'finish');
  return { yards, land };
}

try {
  await main();
} finally {
  rmSync(home, { recursive: true, force: true });
}
