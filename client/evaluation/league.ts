import type { EvaluationIndicator, RowFactsFragment } from '../api/generated-late.ts';

export type LeagueKey = 'rank' | 'name' | 'score' | EvaluationIndicator;

export interface LeagueOrder {
  readonly key: LeagueKey;
  readonly rising: boolean;
}

const collator = new Intl.Collator('zh-Hans-CN', { numeric: true });

/** Sorted by a column; who has no value there stands last, whichever way. */
export function sortLeague(rows: readonly RowFactsFragment[], { key, rising }: LeagueOrder): RowFactsFragment[] {
  const way = rising ? 1 : -1;
  return [...rows].sort((one, other) => {
    if (key === 'name') return way * collator.compare(one.unitName ?? '', other.unitName ?? '');
    const [a, b] = [valueOf(one, key), valueOf(other, key)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return way * (a - b) || collator.compare(one.unitCode ?? '', other.unitCode ?? '');
  });
}

function valueOf(row: RowFactsFragment, key: Exclude<LeagueKey, 'name'>): number | null {
  if (key === 'rank' || key === 'score') return row[key];
  return row.rates.find(({ indicator }) => indicator === key)?.value ?? null;
}

/** The first and the last day of a month, `0` for this one. */
export function monthBefore(day: string, months: number): { readonly from: string; readonly to: string } {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const last = new Date(Date.UTC(year, month - months, 0));
  return { from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) };
}

/** The table as a file that Excel opens: Chinese needs the mark at its beginning. */
export function leagueCsv(headings: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? '' : String(value);
    // A cell that begins like a formula is none.
    const plain = typeof value === 'string' && /^[=+@-]/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return `\uFEFF${[headings, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
