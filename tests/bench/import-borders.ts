/** Two districts that share a border as ragged as a coast, of more and more corners: new, then moved a little all along it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFile, inDatabase, ogr2ogr } from './import-runs.ts';

const CORNERS = [4, 1_000, 4_000, 16_000, 64_000];
const [LATER, DEGREES_NORTH] = ['2025-06-01', 0.5];
/** Twice the corners at most so many times the seconds: n log n with room for a machine that is not alone. */
const GOAL = 2.3;

/** Prints for each number of corners the seconds, and how they grow where the corners are doubled (four times: the square root). */
export async function borders(home: string, databaseUrl: string): Promise<void> {
  console.log(
    `\nborder      what                    seconds   less the start   × for twice the corners (goal ≤ ${GOAL})   × ogr2ogr`,
  );
  const paths = CORNERS.map((corners) => [fileOf(home, corners, 0), fileOf(home, corners, 0.000_02)] as const);
  const start: Record<string, number> = {};
  const before: Record<string, { corners: number; seconds: number }> = {};
  for (const [at, corners] of CORNERS.entries()) {
    const [first = '', moved = ''] = paths[at] ?? [];
    const ogr = await inDatabase(databaseUrl, (url) => ogr2ogr(first, url));
    await inDatabase(databaseUrl, async (url) => {
      for (const [what, run] of [
        ['made', () => importFile('districts', first, url, '--yes')],
        ['again: nothing changes', () => importFile('districts', first, url, '--yes')],
        ['moved by 2 m', () => importFile('districts', moved, url, '--yes', LATER)],
      ] as const) {
        const { seconds } = await run();
        const own = seconds - (start[what] ??= seconds);
        const last = before[what];
        const growth =
          last && last.seconds > 0.2 ? (own / last.seconds) ** (1 / Math.log2(corners / last.corners)) : null;
        before[what] = { corners, seconds: own };
        console.log(
          [
            String(corners).padEnd(9),
            what.padEnd(24),
            seconds.toFixed(1).padStart(7),
            own.toFixed(1).padStart(14),
            (growth?.toFixed(2) ?? '').padStart(20),
            ogr ? (seconds / ogr.seconds).toFixed(1).padStart(28) : '',
          ].join('   '),
        );
      }
    });
  }
}

/** Two districts, one west and one east of the border; `shift` moves its corners by up to so many degrees. */
function fileOf(home: string, corners: number, shift: number): string {
  const border = raggedLine(corners).map(([x, y], at): [number, number] => [
    Number((x + shift * Math.sin(at * 1.3)).toFixed(7)),
    y,
  ]);
  const [west, east] = [
    [[99.8, 20], ...border, [99.8, 20 + DEGREES_NORTH], [99.8, 20]],
    [[100, 20], [100.2, 20], [100.2, 20 + DEGREES_NORTH], ...border.toReversed()],
  ];
  const feature = (code: string, name: string, ring: number[][]): object => ({
    type: 'Feature',
    properties: { code, name },
    geometry: { type: 'Polygon', coordinates: [ring] },
  });
  const path = join(home, `border-${corners}-${shift}.geojson`);
  const features = [feature('990001', '西区', west), feature('990002', '东区', east)];
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  return path;
}

/** A line to the north whose middles are set aside by half as much at every halving: as ragged from near as from afar. */
function raggedLine(corners: number): [number, number][] {
  const size = 2 ** Math.ceil(Math.log2(corners));
  const aside = new Float64Array(size + 1);
  let seed = 42;
  const random = (): number => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32 - 0.5;
  for (let [step, reach] = [size, 0.15]; step > 1; step /= 2, reach /= 2) {
    for (let at = step / 2; at < size; at += step) {
      aside[at] = ((aside[at - step / 2] ?? 0) + (aside[at + step / 2] ?? 0)) / 2 + random() * reach;
    }
  }
  return Array.from({ length: corners + 1 }, (_, at) => [
    100 + (aside[Math.round((at * size) / corners)] ?? 0),
    Number((20 + (DEGREES_NORTH * at) / corners).toFixed(7)),
  ]);
}
