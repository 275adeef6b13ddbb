/** npm run geodata:demo [-- --boundaries FILE.geojson] [--scale N] [--seed S] [--replace] */
import 'reflect-metadata';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { readEnv } from '../server/env.ts';
import { runCommandLine, UsageError } from '../server/kernel/command-line.ts';
import { createDatabase } from '../server/kernel/database/database.ts';
import { migrate } from '../server/kernel/database/migrations.ts';
import { readBoundaries } from './boundaries.ts';
import { loadScaledDemo, MAX_SCALE } from './load-demo.ts';

const USAGE = 'Usage: npm run geodata:demo -- [--boundaries FILE.geojson] [--scale N] [--seed S] [--replace]';

/** More connections than this gain little: they wait for the same index pages. */
const MAX_LANES = 8;

export interface DemoArguments {
  readonly boundaries: string | null;
  readonly scale: number;
  readonly seed: number | null;
  readonly replace: boolean;
}

export function readArguments(args: readonly string[]): DemoArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      boundaries: { type: 'string' },
      scale: { type: 'string' },
      seed: { type: 'string' },
      replace: { type: 'boolean' },
    },
  });
  const whole = (name: string, text: string | undefined, low: number, high: number): number | null => {
    if (text === undefined) return null;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new UsageError(`--${name} is "${text}": say a whole number from ${low} to ${high}.`);
  };
  return {
    boundaries: values.boundaries ?? null,
    scale: whole('scale', values.scale, 1, MAX_SCALE) ?? 1,
    seed: whole('seed', values.seed, 0, 2_000_000_000),
    replace: values.replace ?? false,
  };
}

async function main(args: readonly string[]): Promise<void> {
  const { boundaries, scale, seed, replace } = readArguments(args);
  const given = boundaries === null ? null : await readBoundaries(boundaries);
  const started = performance.now();
  const database = await createDatabase(readEnv(), { onProgress: print });
  try {
    await migrate(database.dataSource);
    const [held] = await database.dataSource.query<{ districts: string }[]>(
      `select string_agg(district_code, ', ' order by district_code) as districts from district_setting`,
    );
    if (held?.districts && !replace) {
      throw new Error(
        `The database already holds data (districts: ${held.districts}). ` +
          `Say --replace to delete all of it, in every feature, and load the demo in its place.`,
      );
    }
    await loadScaledDemo(database.dataSource, scale, {
      replace,
      // The embedded database takes one transaction at a time.
      lanes: database.kind === 'embedded' ? 1 : Math.min(MAX_LANES, availableParallelism()),
      ...(seed !== null && { seed }),
      ...(given && { given }),
      onProgress: progress(),
    });
    print(`Loaded ${scale === 1 ? 'the demo district' : `${scale} demo districts`} in ${seconds(started)}.`);
  } finally {
    await database.close();
  }
}

/** One line for each thing that is being done. */
function progress(): (message: string, done: number, total: number) => void {
  let before = '';
  return (message, done, total) => {
    if (message === before) return;
    before = message;
    print(total > 0 ? `${String(Math.floor((done / total) * 100)).padStart(3)} % ${message}` : message);
  };
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.filename === process.argv[1]) await runCommandLine(USAGE, main);
