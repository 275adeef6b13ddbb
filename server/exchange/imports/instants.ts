/** Instants as people and systems write them. Without an offset from UTC they are of China. */

const DAY = String.raw`(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?`;
const TIME = String.raw`(\d{1,2})\s*[:：时点]\s*(\d{1,2})(?:\s*[:：分]\s*(\d{1,2})?(?:\.\d+)?)?\s*秒?分?`;
const OFFSET = String.raw`(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?`;
const USUAL = new RegExp(`^${DAY}(?:[T\\s]*${TIME}\\s*${OFFSET})?$`, 'i');
const COMPACT = new RegExp(String.raw`^(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2})(\d{2})(\d{2})?${OFFSET})?$`, 'i');
const WITH_OFFSET = new RegExp(String.raw`\d{1,2}:?\d{2}.*?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$`, 'i');
/** As the open data of American cities has them; without AM or PM nobody knows which number is the month. */
const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)$/i;

const CHINA_MS = 8 * 3_600_000;
const MOST_OFFSET_MS = 14 * 3_600_000;

/** The instant as YYYY-MM-DDTHH:MM:SS+08:00; null for what is none. */
export function readInstant(text: string, ofDay: 'FIRST' | 'LAST'): string | null {
  const american = AMERICAN.exec(text);
  if (american) {
    const [, month, day, year, hour = '', minute, second, half = ''] = american;
    if (Number(hour) < 1 || Number(hour) > 12) return null;
    const hours = (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
    return written([year, month, day], [String(hours), minute, second], undefined);
  }
  const parts = USUAL.exec(text) ?? COMPACT.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, offset] = parts;
  if (hour !== undefined) return written([year, month, day], [hour, minute, second], offset);
  return written([year, month, day], ofDay === 'FIRST' ? ['0', '0', '0'] : ['23', '59', '59'], undefined);
}

type Parts = readonly (string | undefined)[];

function written(day: Parts, time: Parts, offset: string | undefined): string | null {
  const [year = '', month = '', date = ''] = day.map((part) => part?.padStart(2, '0'));
  const [hour = '00', minute = '00', second = '00'] = time.map((part) => (part ?? '0').padStart(2, '0'));
  const local = `${year}-${month}-${date}T${hour}:${minute}:${second}`;
  const instant = new Date(`${local}Z`);
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 19) !== local) return null;
  const shift = offsetMs(offset);
  // Further from UTC nobody is: it is the end of a span, as in 08:30-17:00.
  if (Math.abs(shift) > MOST_OFFSET_MS) return null;
  const inChina = new Date(instant.getTime() - shift + CHINA_MS);
  return `${inChina.toISOString().slice(0, 19)}+08:00`;
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined) return CHINA_MS;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}

const DAY_FIRST = new RegExp(`^${DAY}(?:[T\\s]+\\d{1,2}:\\d{2}.*)?$`);

/** A day as people and systems write it, as YYYY-MM-DD; a time of day is left out. An instant with an offset is a day in China. */
export function readDate(text: string): string | null {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})(\d{2})(\d{2})(?:[T\s]?\d{4}(?:\d{2})?)?$/.exec(text) ?? DAY_FIRST.exec(text) ?? [];
  if (year === '' || (/[T\s]/i.test(text) && WITH_OFFSET.test(text))) {
    return WITH_OFFSET.test(text) ? (readInstant(text, 'FIRST')?.slice(0, 10) ?? null) : null;
  }
  return written([year, month, day], [], undefined)?.slice(0, 10) ?? null;
}
