/**
 * npm run gen:calendar: writes geodata/rules/calendar.csv, the holidays of China as the package chinese-days knows them, and
 * for the years that are not yet arranged the statutory ones.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import chineseDays from 'chinese-days';
import { runCommandLine } from '../server/kernel/command-line.ts';
import { addDays } from './dates.ts';

/** From the first year anything of the demo happens with a deadline to the last whose days off are published. */
export const PUBLISHED_YEARS = [2023, 2024, 2025, 2026];
/** Which days these years have off beyond the statutory ones, and which weekends are worked instead, is announced late in the year before. */
export const STATUTORY_YEARS = [2027, 2028, 2029, 2030];

export const CALENDAR_FILE = join(import.meta.dirname, 'rules', 'calendar.csv');

export function calendarCsv(): string {
  const lines = [...PUBLISHED_YEARS.flatMap(publishedDays), ...STATUTORY_YEARS.flatMap(statutoryDays)];
  return `${['day,kind,title', ...lines].join('\n')}\n`;
}

/** Every day the State Council names for the year: days off, also at weekends, and make-up workdays (调休). */
function publishedDays(year: number): string[] {
  return daysOf(year).flatMap((day) => {
    const { name, work } = chineseDays.getDayDetail(day);
    const [, title] = name.split(',');
    return title ? [[day, work ? 'WORKDAY' : 'HOLIDAY', work ? `${title}调休上班` : title].join(',')] : [];
  });
}

/**
 * The 13 days that are off by law: 全国年节及纪念日放假办法, article 2, in the wording of State Council order 795 (2024). Their
 * titles say that the rest of the year is not arranged yet.
 */
function statutoryDays(year: number): string[] {
  const pureBrightness = chineseDays.getSolarTermDate(year, 4, 'pure_brightness');
  return daysOf(year).flatMap((day) => {
    const title = FIXED.get(day.slice(5)) ?? (day === pureBrightness ? '清明节' : ofLunarCalendar(day));
    return title ? [`${day},HOLIDAY,${title}（法定；调休未公布）`] : [];
  });
}

const FIXED = new Map([
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ['05-02', '劳动节'],
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
]);

function ofLunarCalendar(day: string): string | undefined {
  const { lunarMon, lunarDay, isLeap } = chineseDays.getLunarDate(day);
  if (isLeap) return undefined;
  if (lunarMon === 5 && lunarDay === 5) return '端午节';
  if (lunarMon === 8 && lunarDay === 15) return '中秋节';
  const next = chineseDays.getLunarDate(addDays(day, 1));
  const isEve = next.lunarMon === 1 && next.lunarDay === 1;
  return isEve || (lunarMon === 1 && lunarDay <= 3) ? '春节' : undefined;
}

function daysOf(year: number): string[] {
  const days: string[] = [];
  for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1)) days.push(day);
  return days;
}

async function main(args: readonly string[]): Promise<void> {
  parseArgs({ args: [...args], options: {} });
  await writeFile(CALENDAR_FILE, calendarCsv());
}

if (import.meta.filename === process.argv[1]) await runCommandLine('Usage: npm run gen:calendar', main);
