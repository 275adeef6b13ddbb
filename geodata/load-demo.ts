import { errorCode } from '../server/kernel/database/database-error.ts';
import type { DataSource } from 'typeorm';
import { careCopySteps, careLoadSteps } from '../server/care/care-load.service.ts';
import { issuesCopySteps, issuesLoadSteps } from '../server/issues/issues-load.service.ts';
import { loadRows } from '../server/kernel/database/load-rows.ts';
import { clearEverything, landCopySteps, landLoadSteps } from '../server/land/land-load.service.ts';
import type { DistrictCopy } from '../server/land/land-load.service.ts';
import { officesCopySteps, officesLoadSteps } from '../server/offices/offices-load.service.ts';
import { postsCopySteps, postsLoadSteps } from '../server/posts/posts-load.service.ts';
import { refreshSummaries } from '../server/overview/summary.service.ts';
import { loadDemoCases } from './load-cases.ts';
import { loadDemoHardIssues } from './load-hard-issues.ts';
import { loadRules, shippedRules } from './load-rules.ts';
import { copyNames, DEFAULT_SEED, makeDemoRows } from './rows.ts';
import type { DemoOptions, DemoRows } from './rows.ts';

export interface LoadOptions {
  readonly onProgress?: (message: string, done: number, total: number) => void;
  /** Everything that is in the database goes first, in the same transaction. */
  readonly replace?: boolean;
}

export type LoadDemoOptions = DemoOptions & LoadOptions;

export interface ScaledOptions extends LoadDemoOptions {
  /** Districts written at once, each over a connection of its own; one where the database takes one transaction at a time. */
  readonly lanes?: number;
}

/** A code is 99 and four digits. */
export const MAX_SCALE = 3000;
/** Districts that are drawn, each from a seed of its own; further ones are copies of all of these but the first. */
const DRAWN = 8;
/** Districts stand in rows of this many, like tiles. */
const COLUMNS = 60;
const WIDTH_E7 = 1_500_000;
const HEIGHT_E7 = 600_000;

/** A copy goes from row to row by keys, so that it costs the same however many districts there are. */
const BY_KEYS = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit'];

/** Makes the demo district and writes it, all of it or nothing. */
export async function loadDemo(dataSource: DataSource, options: LoadDemoOptions = {}): Promise<void> {
  options.onProgress?.('Drawing the demo district', 0, 0);
  await loadDemoRows(dataSource, makeDemoRows(options), options);
}

/** Demo districts side by side for benchmarks. */
export async function loadScaledDemo(
  dataSource: DataSource,
  count: number,
  options: ScaledOptions = {},
): Promise<void> {
  await loadDemo(dataSource, options);
  if (count === 1) return;
  await addDistricts(dataSource, { from: 2, to: count }, options);
  options.onProgress?.('Summarising the districts', count, count);
  await inLanes(options.lanes, async () => void (await refreshSummaries(dataSource)));
  await dataSource.query('analyze');
}

/** The districts of these numbers, both included: a few are drawn, all others are made of those within the database. */
export async function addDistricts(
  dataSource: DataSource,
  { from, to }: { readonly from: number; readonly to: number },
  { lanes, onProgress, seed = DEFAULT_SEED }: ScaledOptions = {},
): Promise<void> {
  const tell = (number: number, message: string, done: number, total: number): void =>
    onProgress?.(`District ${number} of ${to}: ${message}`, done, total);
  for (let number = from; number <= Math.min(to, DRAWN); number += 1) {
    await loadDemo(dataSource, {
      seed: seed + number,
      copy: { number, districtCode: codeOf(number), shift: placeOf(number) },
      onProgress: (message, done, total) => tell(number, message, done, total),
    });
  }
  let last = Math.max(DRAWN, from - 1);
  await inLanes(lanes, async () => {
    while (last < to) {
      last += 1;
      if (last % Math.ceil(to / 100) === 0) tell(last, 'Copying', last - 1, to);
      await copyDistrict(dataSource, copyOf(last));
    }
  });
}

export async function loadDemoRows(
  dataSource: DataSource,
  rows: DemoRows,
  { onProgress, replace = false, seed = DEFAULT_SEED }: LoadOptions & Pick<DemoOptions, 'seed'> = {},
): Promise<void> {
  const steps = [
    ...landLoadSteps(rows.land),
    ...careLoadSteps(rows.care),
    ...officesLoadSteps(rows.offices),
    ...postsLoadSteps(rows.posts),
    ...issuesLoadSteps(rows.issues),
  ];
  const total = steps.reduce((sum, step) => sum + step.rows.length, 0);
  let done = 0;
  await dataSource.transaction(async (manager) => {
    if (replace) await clearEverything(manager);
    for (const step of steps) {
      onProgress?.(`Writing ${step.title}`, done, total);
      await loadRows(manager, step, (written) => {
        done += written;
        onProgress?.(`Writing ${step.title}`, done, total);
      });
    }
    await loadRules(manager, await shippedRules());
    onProgress?.('Writing cases', done, total);
    await loadDemoCases(manager, rows, seed);
    await loadDemoHardIssues(manager, rows);
    // The planner must know what was written before the first question comes.
    await manager.query('analyze');
  });
}

/** Writes a district from one that is there, all of it or nothing. Every rule of the database is asked as of any other. */
export async function copyDistrict(dataSource: DataSource, copy: DistrictCopy): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await copyOnce(dataSource, copy);
    } catch (error) {
      // Two lanes may have written the same number for two codes at the same moment: whoever comes again takes the next.
      if (attempt === 3 || !MET.has(errorCode(error) ?? '')) throw error;
    }
  }
}

/** unique_violation, deadlock_detected */
const MET = new Set(['23505', '40P01']);

async function copyOnce(dataSource: DataSource, copy: DistrictCopy): Promise<void> {
  await dataSource.transaction(async (manager) => {
    for (const setting of BY_KEYS) await manager.query(`set local ${setting} = off`);
    for (const { sql, values } of [
      ...landCopySteps(copy),
      ...careCopySteps(copy),
      ...officesCopySteps(copy),
      ...postsCopySteps(copy),
      ...issuesCopySteps(copy),
    ]) {
      await manager.query(sql, [...values]);
    }
    // What the commit itself has to work out is planned as ever.
    for (const setting of BY_KEYS) await manager.query(`set local ${setting} to default`);
  });
}

/** The copies take turns among the drawn districts. Not the first: its upper shapes may be real, and real ones stay where they are. */
function copyOf(number: number): DistrictCopy {
  const drawn = 2 + (number % (DRAWN - 1));
  const [from, to] = [placeOf(drawn), placeOf(number)];
  return {
    from: codeOf(drawn),
    to: codeOf(number),
    ...copyNames(number),
    longitude: (to.longitudeE7 - from.longitudeE7) / 1e7,
    latitude: (to.latitudeE7 - from.latitudeE7) / 1e7,
  };
}

const codeOf = (number: number): string => `99${String(number).padStart(4, '0')}`;

const placeOf = (number: number): { longitudeE7: number; latitudeE7: number } => ({
  longitudeE7: ((number - 1) % COLUMNS) * WIDTH_E7,
  latitudeE7: Math.floor((number - 1) / COLUMNS) * HEIGHT_E7,
});

async function inLanes(lanes = 1, lane: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, lane));
}
