export interface Line {
  readonly what: string;
  readonly unit: 'ms' | 'kB' | '';
  readonly value: number;
  /** The same of the page that only draws the tiles; null where it has nothing like it. */
  readonly bare: number | null;
  /** At most this; null where the value only stands beside others. */
  readonly goal: number | null;
}

/** A table a reader understands: the value, the bare page's, their ratio, and the goal with whether it is met. */
export function printLines(lines: readonly Line[]): void {
  const rows = [['', 'atlas', 'bare map', 'ratio', 'goal', ''], ...lines.map(cellsOf)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join('  ').trimEnd());
  }
}

function cellsOf({ what, unit, value, bare, goal }: Line): string[] {
  const text = (number: number) => `${Math.round(number)} ${unit}`.trim();
  const ratio = bare === null ? '' : `${(value / bare).toFixed(2)} x`;
  const verdict = goal === null ? '' : value <= goal ? 'met' : `missed by ${text(value - goal)}`;
  return [what, text(value), bare === null ? '' : text(bare), ratio, goal === null ? '' : `<= ${text(goal)}`, verdict];
}
