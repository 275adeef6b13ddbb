import { isDate } from './check-code-books.ts';
import type { DayRow } from './rule-rows.ts';

const HEADER = 'day,kind,title';
/** Fewer days off a year were never named: the list would not be whole, and deadlines would be wrong without a word. */
const LEAST_HOLIDAYS = 11;

/**
 * Reads days that are exceptions to Monday to Friday: a table of comma-separated values with the columns day, kind (HOLIDAY or
 * WORKDAY) and title. A year is listed whole, unless it is among those that are known already.
 */
export function checkCalendar(
  text: string,
  knownYears: ReadonlySet<number>,
  tell: (place: string, message: string) => void,
): DayRow[] {
  const [header = '', ...lines] = text.replace(/^\ufeff/, '').split(/\r?\n/);
  if (header.trim() !== HEADER) tell('line 1', `must be "${HEADER}".`);
  const seen = new Set<string>();
  const days = lines.flatMap((line, i): DayRow[] => {
    if (line.trim() === '') return [];
    const place = `line ${i + 2}`;
    const [day = '', kind = '', ...rest] = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const title = rest.join(',');
    if (!isDate(day)) tell(place, `"${day}" is not a date YYYY-MM-DD.`);
    else if (seen.has(day)) tell(place, `${day} is there twice.`);
    seen.add(day);
    if (kind !== 'HOLIDAY' && kind !== 'WORKDAY') {
      tell(place, `"${kind}" must be HOLIDAY or WORKDAY.`);
      return [];
    }
    if (title === '') tell(place, 'needs a title, such as 国庆节.');
    return [{ day, kind, title }];
  });
  for (const year of new Set(days.map(({ day }) => Number(day.slice(0, 4))))) {
    const holidays = days.filter(({ day, kind }) => day.startsWith(`${year}-`) && kind === 'HOLIDAY').length;
    if (!knownYears.has(year) && holidays < LEAST_HOLIDAYS) {
      tell(`year ${year}`, `has ${holidays} days off, fewer than there ever were: list the year whole.`);
    }
  }
  return days;
}
