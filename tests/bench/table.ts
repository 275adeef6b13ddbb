/** The one table that the bench prints. */
import { printCompared, summary, type Compared } from './goals.ts';
import { cpuOf, type Figures } from './measure.ts';

export interface Row {
  readonly who: string;
  readonly node: string;
  readonly figures: Figures;
  /** Beside the least that could be done: a statement written by hand, or a static file. */
  readonly limit?: Compared;
  readonly postgraphile?: Compared;
  /** p99 in the crowd beside p50. */
  readonly tail?: Compared;
}

export interface Block {
  readonly key: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface Machine {
  readonly date: string;
  readonly cores: number;
  readonly processor: string;
  readonly loadBefore: number;
  readonly node: string;
  readonly database: string;
  readonly quick: boolean;
}

const HEAD = [
  '',
  'Node',
  'kB',
  'CPU ms',
  'server',
  'database',
  'p50 ms',
  'p99 ms',
  'per s',
  '× limit',
  '× PostGraphile',
  'p99 / p50',
];
const TEXT_COLUMNS = 2;

export function printTable(
  machine: Machine,
  clients: number,
  blocks: readonly Block[],
  notes: readonly string[],
): void {
  const { date, cores, processor, node, database, loadBefore } = machine;
  console.log(
    `\n${date} · ${cores} cores (${processor}) · Node ${node} · ${database} · load before ${loadBefore.toFixed(1)}\n`,
  );
  const lines = [HEAD, ...blocks.flatMap(({ rows }) => rows.map(cells))];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const print = (line: readonly string[]): void =>
    console.log(
      line
        .map((cell, column) =>
          column < TEXT_COLUMNS ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    );
  print(HEAD);
  for (const { title, rows } of blocks) {
    console.log(`\n${title}`);
    for (const row of rows) print(cells(row));
  }
  console.log(`\nCPU ms: processor time of one unit of work, server and database together, one client, best round.`);
  console.log(
    `p50, p99, per s: ${clients} clients at once. × limit: CPU beside what the block calls the limit (goal and mark).`,
  );
  for (const note of notes) console.log(note);
  console.log(`\n${summary(blocks.flatMap(comparisons))}`);
}

function comparisons({ key, rows }: Block): { name: string; compared: Compared }[] {
  return rows.flatMap(({ who, node, limit, postgraphile, tail }) =>
    Object.entries({ '× limit': limit, '× PostGraphile': postgraphile, 'p99 / p50': tail }).flatMap(
      ([column, compared]) =>
        compared ? [{ name: `${key} ${who} (Node ${node}) ${column} ${printCompared(compared)}`, compared }] : [],
    ),
  );
}

function cells({ who, node, figures, limit, postgraphile, tail }: Row): string[] {
  const { bytes, serverMs, databaseMs, crowd } = figures;
  return [
    `  ${who}`,
    node,
    (bytes / 1000).toFixed(1),
    cpuOf(figures).toFixed(2),
    serverMs.toFixed(2),
    databaseMs === null ? '–' : databaseMs.toFixed(2),
    crowd ? crowd.p50Ms.toFixed(1) : '',
    crowd ? crowd.p99Ms.toFixed(1) : '',
    crowd ? crowd.perSecond.toFixed(0) : '',
    ...[limit, postgraphile, tail].map((compared) => (compared ? printCompared(compared) : '')),
  ];
}
