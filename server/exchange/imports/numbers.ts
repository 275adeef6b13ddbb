/** Numbers as people write them into tables. */

/** Full-width digits, letters and signs are those of a Chinese keyboard. */
export const halfWidth = (text: string): string => text.normalize('NFKC').trim();

export interface ReadNumber {
  readonly value: number;
  /** It stood there with its unit, or in other signs than digits. */
  readonly asWritten: boolean;
}

/** What may stand behind a whole number without making it another: households, persons, years, floors, buildings. */
const UNIT = /^([-+]?[\d,]+(?:\.0+)?)\s*(?:户|戶|人|家|年|年建|层|栋|幢|座|个|处|楼|f|㎡|平方米|m2|m²)$/i;

/** A whole number that a column of integers can hold; null for what is none, such as "about 85" or "1980-1990". */
export function readWhole(text: string): ReadNumber | null {
  const plain = halfWidth(text);
  const bare = (UNIT.exec(plain)?.[1] ?? plain).replaceAll(',', '').replace(/\.0+$/, '');
  const value = bare === '' ? Number.NaN : Number(bare);
  if (!Number.isSafeInteger(value) || Math.abs(value) >= 2 ** 31) return null;
  return { value, asWritten: !/^[-+]?[\d,]+(\.0+)?$/.test(text.trim()) };
}

/** A number, with a unit behind it or without. */
export function readNumber(text: string): ReadNumber | null {
  const plain = halfWidth(text);
  const bare = plain.replace(/\s*(?:㎡|平方米|平米|m2|m²|米)$/i, '').replaceAll(',', '');
  const value = bare === '' ? Number.NaN : Number(bare);
  return Number.isFinite(value) ? { value, asWritten: bare !== text.trim().replaceAll(',', '') } : null;
}

/** What Excel makes of long digits: 3.70202E+11. The last of them are gone. */
export const isScientific = (text: string): boolean => /^\d(\.\d+)?e\+?\d{1,2}$/i.test(halfWidth(text));

/** How many digits such a number had. */
export const scientificDigits = (text: string): number => Number(/e\+?(\d+)$/i.exec(halfWidth(text))?.[1] ?? 0) + 1;
