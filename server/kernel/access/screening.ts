/**
 * Finds what points at one person in a text: texts of issues are written in haste, and such things do not belong there
 * (Personal Information Protection Law, articles 4 and 6). It is told where something stands and never what it is, because
 * reports are kept and read by others.
 */
import { badInput, personalData } from '../graph/errors.ts';

export const PERSONAL_KINDS = {
  IDENTITY_NUMBER: 'an identity number',
  /** Fifteen digits, as until 1999. */
  OLD_IDENTITY_NUMBER: 'an old identity number',
  MOBILE: 'a mobile telephone number',
  LANDLINE: 'a telephone number',
  LICENCE_PLATE: 'a licence plate',
  E_MAIL: 'an e-mail address',
} as const;
export type PersonalKind = keyof typeof PERSONAL_KINDS;

export interface PersonalFinding {
  readonly kind: PersonalKind;
  /** Index of its first character, as JavaScript counts, and of the first after it. */
  readonly start: number;
  readonly end: number;
}

/** What people put between digits; a dash, a dot or a space of any kind is one of these by then. */
const GAP = String.raw`[\s.\-·_]{1,3}`;
const MAYBE_GAP = `(?:${GAP})?`;
const BEFORE = String.raw`(?<!\d)`;
const AFTER = String.raw`(?!\d)`;
const digits = (count: number): string => String.raw`\d{${count}}`;
/** Groups of digits with gaps between them. Only usual groups: rows of dates and house numbers are full of others. */
const inGroups = (first: string, ...sizes: readonly number[]): string =>
  [first, ...sizes.map(digits)].map((group, i) => (i === 0 ? group : `${GAP}${group}`)).join('');
const anyOf = (...parts: readonly string[]): string => `(?:${parts.join('|')})`;

const IDENTITY_NUMBER = new RegExp(
  `${BEFORE}${anyOf(
    String.raw`\d{17}[\dx]`,
    inGroups(digits(6), 8) + `${GAP}\\d{3}[\\dx]`,
    inGroups(digits(6), 4, 4) + `${GAP}\\d{3}[\\dx]`,
    inGroups(digits(6), 4, 2, 2) + `${GAP}\\d{3}[\\dx]`,
    inGroups(digits(3), 3, 4, 4) + `${GAP}\\d{3}[\\dx]`,
    inGroups(digits(3), 3, 8) + `${GAP}\\d{3}[\\dx]`,
    inGroups(digits(6), 3, 3, 3) + `${GAP}\\d{2}[\\dx]`,
    inGroups(digits(4), 4, 4, 4) + `${GAP}\\d[\\dx]`,
    String.raw`(?:\d${GAP}){17}[\dx]`,
  )}${AFTER}`,
  'gi',
);
const OLD_IDENTITY_NUMBER = new RegExp(
  `${BEFORE}${anyOf(digits(15), inGroups(digits(6), 6, 3), inGroups(digits(6), 2, 2, 2, 3))}(?![\\dx])`,
  'gi',
);
const MOBILE = new RegExp(
  `(?:\\+${MAYBE_GAP}86|${BEFORE}(?:(?:00)?86)|${BEFORE}0|${BEFORE})[)]?${MAYBE_GAP}${anyOf(
    String.raw`1[3-9]\d{9}`,
    inGroups(String.raw`1[3-9]\d`, 4, 4),
    inGroups(String.raw`1[3-9]\d`, 8),
    inGroups(String.raw`1[3-9]\d`, 3, 5),
    inGroups(String.raw`1[3-9]\d{2}`, 4, 3),
    inGroups(String.raw`1[3-9]\d{2}`, 3, 4),
    inGroups(String.raw`1[3-9]\d{3}`, 3, 3),
    inGroups(String.raw`1[3-9]\d{5}`, 4),
    String.raw`1${GAP}[3-9](?:${GAP}\d){9}`,
  )}${AFTER}`,
  'g',
);
/** Only area codes that exist: categories of issues begin with a zero, too. */
const LANDLINE = new RegExp(
  `(?:\\+${MAYBE_GAP}86${MAYBE_GAP}|${BEFORE})[(]?(?:${anyOf('010', '02[0-57-9]', '0[3-57-9][1-9]\\d', '06[36]\\d', '090\\d')}|(?<=\\+.?86.?)${anyOf('10', '2[0-57-9]', '[3-57-9][1-9]\\d')})[)]?${MAYBE_GAP}[2-8]\\d{2,3}${MAYBE_GAP}\\d{4}${AFTER}`,
  'g',
);
const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const LICENCE_PLATE = new RegExp(
  `[${PROVINCES}]\\s?[a-z]${MAYBE_GAP}${anyOf(
    '[a-hj-np-z0-9]{4}[警学挂港澳领使试超]',
    '[a-hj-np-z0-9]{5,6}(?![a-z0-9])',
  )}`,
  'gi',
);
const E_MAIL = /[a-z0-9._%+-]{1,64}\s?@\s?(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,}/gi;

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;

/** Eighteen characters with the check character of an identity number (GB 11643-1999, ISO 7064 MOD 11-2). */
export function isIdentityNumber(text: string): boolean {
  const sum = ID_WEIGHTS.reduce((all, weight, i) => all + weight * Number(text[i]), 0);
  const [year, month, day] = [Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14))];
  return (
    '10X98765432'[sum % 11] === text[17]?.toUpperCase() && year >= 1900 && year < 2100 && isMonthAndDay(month, day)
  );
}

const isMonthAndDay = (month: number, day: number): boolean => month >= 1 && month <= 12 && day >= 1 && day <= 31;

/** Born since 1930: codes of grids (subdistrict, community, number) give earlier years. */
function isOldIdentityNumber(text: string): boolean {
  const [year, month, day] = [6, 8, 10].map((at) => Number(text.slice(at, at + 2))) as [number, number, number];
  return /^[1-8]/.test(text) && year >= 30 && isMonthAndDay(month, day);
}

/** Behind such a word stands the code of an area or a thing. */
const CODE_WORD = /(?:网格|社区|楼院|街道|编号|编码|代码|案号|code|grid|no\.?)[\s:：#()（]{0,3}$/i;

interface Rule {
  readonly kind: PersonalKind;
  /** Digits a text needs for it. Most texts of a large file have fewer and are not looked at any closer. */
  readonly digits: number;
  readonly pattern: RegExp;
  readonly holds?: (found: string, before: string) => boolean;
}

const bare = (text: string): string => text.replace(/[^0-9x]/gi, '');

/** What is found first is not looked at again. */
const RULES: readonly Rule[] = [
  { kind: 'E_MAIL', digits: 0, pattern: E_MAIL },
  {
    kind: 'IDENTITY_NUMBER',
    digits: 17,
    pattern: IDENTITY_NUMBER,
    holds: (found) => isIdentityNumber(bare(found)),
  },
  {
    kind: 'OLD_IDENTITY_NUMBER',
    digits: 15,
    pattern: OLD_IDENTITY_NUMBER,
    holds: (found, before) => isOldIdentityNumber(bare(found)) && !CODE_WORD.test(before),
  },
  { kind: 'MOBILE', digits: 11, pattern: MOBILE },
  { kind: 'LANDLINE', digits: 10, pattern: LANDLINE },
  {
    kind: 'LICENCE_PLATE',
    digits: 3,
    pattern: LICENCE_PLATE,
    holds: (found) => found.replace(/\D/g, '').length >= 3,
  },
];

const HINT = new RegExp(`[@＠${PROVINCES}]`);

const COORDINATES = /(?<![\d.])(\d{1,3}\.\d{3,})\s*[,;\s]\s*(\d{1,3}\.\d{3,})(?![\d.])/g;

/** Without the places in it: fractions of degrees have the digits of anything. Only pairs that lie in China are places. */
const withoutCoordinates = (text: string): string =>
  text.replace(COORDINATES, (pair, one: string, other: string) => {
    const [south = 0, west = 0] = [Number(one), Number(other)].toSorted((a, b) => a - b);
    return south >= 3 && south <= 54 && west >= 73 && west <= 136 ? '\u0000'.repeat(pair.length) : pair;
  });

/** All that points at a person, in the order of the text. */
export function findPersonal(text: string): PersonalFinding[] {
  const count = digitsIn(text);
  const rules =
    count < 10 && !HINT.test(text)
      ? []
      : RULES.filter(({ kind, digits: least }) => (kind === 'E_MAIL' ? /[@＠]/.test(text) : count >= least));
  if (rules.length === 0) return [];
  let plain = withoutCoordinates(plainSigns(text));
  const found: PersonalFinding[] = [];
  for (const { kind, pattern, holds } of rules) {
    // Put together once for each rule: a text may be one number after the other.
    let rest = '';
    let seen = 0;
    for (const match of plain.matchAll(pattern)) {
      if (holds && !holds(match[0], plain.slice(Math.max(0, match.index - 12), match.index))) continue;
      const [start, end] = [match.index, match.index + match[0].length];
      found.push({ kind, start, end });
      rest += plain.slice(seen, start) + '\u0000'.repeat(end - start);
      seen = end;
    }
    plain = rest + plain.slice(seen);
  }
  return found.sort((a, b) => a.start - b.start);
}

function digitsIn(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text.charCodeAt(i);
    if ((sign >= 0x30 && sign <= 0x39) || (sign >= 0xff10 && sign <= 0xff19)) count += 1;
  }
  return count;
}

/** The same text, sign by sign, with plain digits, letters, dashes and gaps. */
function plainSigns(text: string): string {
  return text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, ' ')
    .replace(/[‐-―−－﹣➖]/g, '-')
    .replace(/[•‧・]/g, '·');
}

/** Accidents: controls, which no text is made of but for line breaks and tabs, and halves of signs. */
const ACCIDENT = /[\p{Cc}\p{Cs}]/u;

/** The text without blanks around it. Refuses one that points at a person, saying what stands where, never the value. */
export function checkText(argument: string, text: string): string {
  const trimmed = text.trim();
  if (ACCIDENT.test(trimmed.replace(/[\n\r\t]/g, ''))) {
    throw badInput(argument, `"${argument}" has control characters in it: write it anew as plain text.`);
  }
  const found = findPersonal(trimmed);
  if (found.length === 0) return trimmed;
  const list = found.map(({ kind, start, end }) => `${PERSONAL_KINDS[kind]} (characters ${start + 1} to ${end})`);
  throw personalData(
    argument,
    `"${argument}" seems to hold ${list.join(', ')}. Take out what points at a person and say it without: this text is kept and read by others.`,
  );
}
