import type { Asked } from './scale-measure.ts';

/** What was measured with this many districts in the database. */
export interface Step {
  readonly districts: number;
  readonly added: number;
  /** For each district that this step added, on the wall. */
  readonly loadSeconds: number;
  readonly summariseSeconds: number;
  /** For the whole database. */
  readonly analyzeSeconds: number;
  readonly reindexSeconds: number;
  readonly bytes: number;
  readonly asked: readonly Asked[];
}

export interface Machine {
  readonly date: string;
  readonly cores: number;
  readonly node: string;
  readonly migratingSeconds: number;
}

const GOAL = 1.3;
const NATION_GOAL_MS = 200;

export function printScale(machine: Machine, steps: readonly Step[], nation: number): void {
  const [first] = steps;
  if (!first) return;
  console.log(`\n${machine.date} · ${machine.cores} cores · Node ${machine.node} · PostgreSQL`);
  console.log(`All migrations on an empty database: ${machine.migratingSeconds.toFixed(1)} s\n`);
  table([
    ['districts', ...steps.map(({ districts }) => String(districts))],
    ['load, s a district', ...steps.map(({ loadSeconds }) => loadSeconds.toFixed(2))],
    ['summarise, s a district', ...steps.map(({ summariseSeconds }) => summariseSeconds.toFixed(2))],
    ['vacuum analyze, s', ...steps.map(({ analyzeSeconds }) => analyzeSeconds.toFixed(1))],
    ['reindex of area_path, s', ...steps.map(({ reindexSeconds }) => reindexSeconds.toFixed(1))],
    ['size, MB a district', ...steps.map(({ bytes, districts }) => (bytes / 1e6 / districts).toFixed(1))],
  ]);
  console.log(
    `\nProcessor ms of a request (Node and PostgreSQL), and in brackets relative to ${first.districts}; goal ≤ ${GOAL}\n`,
  );
  table([
    ['', ...steps.map(({ districts }) => String(districts)), `${nation} (extrapolated)`],
    ...extrapolate(steps, nation).map(({ name, cpuMs }, index) => [
      name,
      ...steps.map(({ asked }) => cell(asked[index]?.cpuMs ?? NaN, first.asked[index]?.cpuMs ?? NaN)),
      cell(cpuMs, first.asked[index]?.cpuMs ?? NaN),
    ]),
  ]);
  const roll = steps.map(({ districts, asked }) => `${(asked.at(-1)?.p50Ms ?? NaN).toFixed(1)} ms at ${districts}`);
  console.log(`\nThe country by district on the wall: ${roll.join(', ')}; goal ≤ ${NATION_GOAL_MS} ms at ${nation}`);
}

/** A straight line over the logarithm of the number of districts for what is asked of one; over the number for the country. */
export function extrapolate(steps: readonly Step[], nation: number): { name: string; cpuMs: number }[] {
  return (steps[0]?.asked ?? []).map(({ name }, index) => {
    const scale = name.startsWith('the country') ? (n: number) => n : Math.log;
    const points = steps.map(({ districts, asked }) => ({ x: scale(districts), y: asked[index]?.cpuMs ?? NaN }));
    return { name, cpuMs: lineThrough(points)(scale(nation)) };
  });
}

function lineThrough(points: readonly { x: number; y: number }[]): (x: number) => number {
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x0, y0] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = mean(({ x }) => (x - x0) ** 2);
  const slope = spread === 0 ? 0 : mean(({ x, y }) => (x - x0) * (y - y0)) / spread;
  return (x) => y0 + slope * (x - x0);
}

const cell = (value: number, alone: number): string => `${value.toFixed(2)} (${(value / alone).toFixed(2)})`;

function table(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  for (const row of rows) {
    console.log(
      row
        .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
        .join('  '),
    );
  }
}
