/**
 * Texts that a spreadsheet would take for a number, a date or a formula, written so that it leaves them alone; texts for
 * programs; and the way back, for whoever reads such a file. `plainCell(safeCell(text)) === text` and
 * `plainCell(bareCell(text)) === text` for every text.
 */

/** What Excel and WPS turn into numbers, dates or truth values when they open a CSV file: 370202001 becomes 3.7E+08. */
const TAKEN_FOR_A_VALUE =
  /^\s*(?:[-+(]?[\d.,:/\s-]*\d[\d.,:/\s-]*(?:e[-+]?\d+)?[%)]?|true|false|\d{1,4}\s*[年月].*|(?:\d{1,2}[-/ ]?)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ ]?\d{0,4})\s*$/i;

/** What begins a formula, full-width signs included, also behind blanks or apostrophes. */
const BEGINS_A_FORMULA = /^[\s']*[=+\-@＝＋－＠]/;

/** A text inside a formula may have no more characters than this. */
const MAX_QUOTED = 255;

/** Whether a spreadsheet would take this text for something else. */
export const isTakenForValue = (text: string): boolean => TAKEN_FOR_A_VALUE.test(text);

const isQuoted = (cell: string): boolean => /^="(?:[^"]|"")*"$/.test(cell);

/** Whether an apostrophe goes in front; one more makes no difference to the answer, so it can be taken off again. */
function isGuarded(text: string): boolean {
  const core = text.replace(/^'+/, '');
  return BEGINS_A_FORMULA.test(core) || TAKEN_FOR_A_VALUE.test(core);
}

/** A cell that shows this text as it stands. */
export function safeCell(text: string): string {
  const quotable = text.length <= MAX_QUOTED && !/[\r\n]/.test(text);
  if (quotable && TAKEN_FOR_A_VALUE.test(text)) return `="${text.replaceAll('"', '""')}"`;
  return isGuarded(text) ? `'${text}` : text;
}

/**
 * A cell for programs: the text itself. Only what would begin a formula, should somebody open the file all the same, or what
 * `plainCell` would take for another text, has an apostrophe in front.
 */
export function bareCell(text: string): string {
  return BEGINS_A_FORMULA.test(text.replace(/^'+/, '')) || plainCell(text) !== text ? `'${text}` : text;
}

/** The text that such a cell stands for; any other cell stands for itself. */
export function plainCell(cell: string): string {
  if (isQuoted(cell)) return cell.slice(2, -1).replaceAll('""', '"');
  return cell.startsWith("'") && isGuarded(cell.slice(1)) ? cell.slice(1) : cell;
}
