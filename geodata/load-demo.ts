import type { DataSource } from 'typeorm';
import { careLoadSteps } from '../server/care/care-load.service.ts';
import { issuesLoadSteps } from '../server/issues/issues-load.service.ts';
import { loadRows } from '../server/kernel/database/load-rows.ts';
import { clearEverything, landLoadSteps } from '../server/land/land-load.service.ts';
import { officesLoadSteps } from '../server/offices/offices-load.service.ts';
import { DEFAULT_SEED, makeDemoRows } from './rows.ts';
import type { DemoOptions, DemoRows } from './rows.ts';

export interface LoadOptions {
  readonly onProgress?: (message: string, done: number, total: number) => void;
  /** Everything that is in the database goes first, in the same transaction. */
  readonly replace?: boolean;
}

export type LoadDemoOptions = DemoOptions & LoadOptions;

/** Makes the demo district and writes it, all of it or nothing. */
export async function loadDemo(dataSource: DataSource, options: LoadDemoOptions = {}): Promise<void> {
  options.onProgress?.('Drawing the demo district', 0, 0);
  await loadDemoRows(dataSource, makeDemoRows(options), options);
}

/** Demo districts side by side for benchmarks, one after the other so that memory holds one at a time. */
export async function loadScaledDemo(
  dataSource: DataSource,
  count: number,
  options: LoadDemoOptions = {},
): Promise<void> {
  await loadDemo(dataSource, options);
  for (let number = 2; number <= count; number += 1) {
    const [column, row] = [(number - 1) % 12, Math.floor((number - 1) / 12)];
    await loadDemo(dataSource, {
      seed: (options.seed ?? DEFAULT_SEED) + number,
      copy: {
        number,
        districtCode: `99${String(number).padStart(4, '0')}`,
        shift: { longitudeE7: column * 1_500_000, latitudeE7: row * 600_000 },
      },
      onProgress: (message, done, total) =>
        options.onProgress?.(`District ${number} of ${count}: ${message}`, done, total),
    });
  }
}

export async function loadDemoRows(
  dataSource: DataSource,
  rows: DemoRows,
  { onProgress, replace = false }: LoadOptions = {},
): Promise<void> {
  const steps = [
    ...landLoadSteps(rows.land),
    ...careLoadSteps(rows.care),
    ...officesLoadSteps(rows.offices),
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
    // The planner must know what was written before the first question comes.
    await manager.query('analyze');
  });
}
