import type { Figures } from './measure.ts';

export interface Result {
  readonly name: string;
  /** Whether both sides gave the same answer. */
  readonly same: boolean;
  readonly product: Figures;
  readonly bare: Figures;
  readonly cpuRatio: number;
}

export interface Machine {
  readonly date: string;
  readonly cores: number;
  readonly node: string;
  readonly database: string;
}

export function printResults(machine: Machine, results: readonly Result[]): void {
  console.log(`\n${machine.date} · ${machine.cores} cores · Node ${machine.node} · ${machine.database}`);
  console.log(
    'Processor time per request (server and database together, best round) and time on the wall, one client.\n',
  );
  const rows = [
    ['', 'cpu ms', 'p50 ms', 'p99 ms', 'kB', 'requests', 'ratio'],
    ...results.flatMap(({ name, same, product, bare, cpuRatio }) => [
      [`${name}${same ? '' : ' (ANSWERS DIFFER)'}`, ...cells(product), `${cpuRatio.toFixed(2)} x`],
      ['  bare statement', ...cells(bare), ''],
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    );
}

function cells({ cpuMs, p50Ms, p99Ms, bytes, requests }: Figures): string[] {
  return [cpuMs.toFixed(2), p50Ms.toFixed(1), p99Ms.toFixed(1), (bytes / 1000).toFixed(1), String(requests)];
}
