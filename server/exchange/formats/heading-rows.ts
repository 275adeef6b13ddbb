/** Where the headings of a table are: below its titles, and in one line or in two. */
import type { SourceValue } from './source-file.ts';

type Cells = readonly SourceValue[];

export interface HeadingRows {
  readonly headings: readonly (string | null)[];
  /** Index of the first row below the headings. */
  readonly next: number;
}

/** Rows that are looked at to tell titles and headings from rows. */
const LOOKED_AT = 20;
const MAX_HEADING = 30;

/**
 * Titles ("市南区楼院台账", "填报单位：… 日期：…") fill few cells of a table and headings most of them; a group of columns has its name
 * in a line above, where the columns beside it have theirs already or nothing. Null for a table without a line of words.
 */
export function headingRows(rows: readonly Cells[]): HeadingRows | null {
  const some = rows.slice(0, LOOKED_AT);
  const fullest = Math.max(0, ...some.map(filled));
  const wide = some.findIndex((cells, at) => {
    const below = some[at + 1];
    const count = below && isGroupLine(cells, below) ? filled(joined(cells, below)) : filled(cells);
    return count >= Math.max(2, Math.floor(fullest / 2) + 1) && cells.every((cell) => cell === null || isWords(cell));
  });
  const two = some.findIndex((cells) => filled(cells) > 1 && !isSaid(cells));
  const at = wide >= 0 ? wide : two >= 0 ? two : some.findIndex((cells) => filled(cells) > 0);
  const cells = some[at];
  if (!cells) return null;
  const below = some[at + 1];
  const isTwo = below !== undefined && isGroupLine(cells, below);
  const headings = (isTwo ? joined(cells, below) : cells).map((cell) => (cell === null ? null : String(cell)));
  // Rows are padded to the widest: empty cells at the end are no columns.
  return {
    headings: headings.slice(0, headings.findLastIndex((cell) => cell !== null) + 1),
    next: at + (isTwo ? 2 : 1),
  };
}

export function filled(cells: Cells): number {
  return cells.filter((cell) => cell !== null).length;
}

/** Neither a number nor a value behind its label, as titles have them; units in brackets may have a colon. */
const isWords = (cell: SourceValue): boolean =>
  typeof cell === 'string' && !/^[-+\d.,%/\s:]+$/.test(cell) && !/[:：]\s*\S/.test(cell.replace(/[(（].*?[)）]/g, ''));
const isShortWords = (cell: SourceValue): boolean =>
  isWords(cell) && !/\d/.test(String(cell)) && String(cell).length <= MAX_HEADING;

const SAID = /^"?sep=/i;
/** "sep=;" tells Excel the sign between values. */
const isSaid = ([first]: Cells): boolean => typeof first === 'string' && SAID.test(first);

/** The line above leaves gaps that the line below fills, and the line below leaves out what stands merged above. */
function isGroupLine(above: Cells, below: Cells): boolean {
  const words = [...above, ...below].filter((cell) => cell !== null);
  if (filled(above) < 2 || filled(below) < 2 || !words.every(isShortWords)) return false;
  const merged = above.some((cell, column) => cell !== null && (below[column] ?? null) === null);
  const gaps = below.some((cell, column) => cell !== null && (above[column] ?? null) === null);
  return merged && gaps;
}

/** Each column by the name below, or by the one merged above; a name that stands twice is told apart by its group. */
function joined(above: Cells, below: Cells): SourceValue[] {
  const width = Math.max(above.length, below.length);
  let group: SourceValue = null;
  return Array.from({ length: width }, (_, column) => {
    group = above[column] ?? group;
    const name = below[column] ?? null;
    if (name === null) return above[column] ?? null;
    const again = below.filter((cell) => cell === name).length > 1;
    return again && group !== null ? `${String(group)}${String(name)}` : name;
  });
}
