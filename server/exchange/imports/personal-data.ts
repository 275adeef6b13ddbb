/**
 * Columns about persons, which no file may bring (Personal Information Protection Law, articles 4 and 6): told by their
 * headings and by what they hold. Counts of people are none.
 */
import type { SourceRow, SourceValue } from '../formats/source-file.ts';

export interface PersonalColumn {
  readonly heading: string;
  readonly why: string;
}

const HEADINGS: readonly (readonly [RegExp, string])[] = [
  [/身份证|证件号|公民身份|id_?card|identity_?(no|number)|passport|护照/i, 'identity numbers'],
  [/手机|电话|联系方式|移动电话|mobile|phone|telephone|tel$/i, 'telephone numbers'],
  [/车牌|号牌|licen[cs]e_?plate|plate_?(no|number)/i, 'licence plates'],
  [
    /姓名|户主|业主姓名|联系人|负责人|网格员|楼组长|楼长|租户|租客|住户|居民姓名|党员|法人代表|法定代表人|contact_?(name|person)|owner_?name|resident_?name|full_?name/i,
    'names of persons',
  ],
  [/邮箱|电子邮件|e-?mail/i, 'e-mail addresses'],
  [/性别|民族|政治面貌|出生日期|籍贯|gender|birth_?(day|date)/i, 'facts about persons'],
  [/微信|qq号|wechat/i, 'accounts of persons'],
  [/门牌室号|房号|户室|室号|room_?(no|number)|unit_?(no|number)/i, 'flats'],
];
/** A heading that speaks of how many is about no person. */
const COUNTS = /数$|数量|人数|户数|count|total|number_of/i;

const MOBILE = /(?<!\d)1[3-9]\d{9}(?!\d)/;
const PLATE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•\s]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])/;
const E_MAIL = /[^\s@]+@[^\s@]+\.[a-z]{2,}/i;
const ID_NUMBER = /(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/g;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;

/** The check character of an identity number (GB 11643-1999, ISO 7064 MOD 11-2). */
export function isIdentityNumber(text: string): boolean {
  const sum = WEIGHTS.reduce((all, weight, i) => all + weight * Number(text[i]), 0);
  const [year, month] = [Number(text.slice(6, 10)), Number(text.slice(10, 12))];
  return (
    '10X98765432'[sum % 11] === text[17]?.toUpperCase() && year >= 1900 && year < 2100 && month >= 1 && month <= 12
  );
}

/** Numbers of things have eleven digits, too. */
const KEYS = /(^|[_@\s])id$|代码$|编码$|编号$|code$/i;

function personalIn(heading: string, value: SourceValue): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value);
  if (text.match(ID_NUMBER)?.some(isIdentityNumber)) return 'identity numbers';
  if (MOBILE.test(text) && !KEYS.test(heading)) return 'mobile telephone numbers';
  if (PLATE.test(text)) return 'licence plates';
  if (typeof value === 'string' && E_MAIL.test(text)) return 'e-mail addresses';
  return null;
}

/** Collects columns about persons while rows go by. */
export class PersonalDataWatch {
  private readonly found = new Map<string, PersonalColumn>();
  private readonly seen = new Set<string>();

  get columns(): readonly PersonalColumn[] {
    return [...this.found.values()];
  }

  look({ row, attributes }: Pick<SourceRow, 'row' | 'attributes'>): void {
    for (const [heading, value] of Object.entries(attributes)) {
      if (this.found.has(heading)) continue;
      if (!this.seen.has(heading)) {
        this.seen.add(heading);
        const rule = COUNTS.test(heading) ? undefined : HEADINGS.find(([pattern]) => pattern.test(heading));
        if (rule) this.found.set(heading, { heading, why: `its heading speaks of ${rule[1]}` });
      }
      const personal = personalIn(heading, value);
      if (personal && !this.found.has(heading)) {
        // The value itself is not repeated: reports are kept and read by others.
        this.found.set(heading, { heading, why: `row ${row} looks like ${personal}` });
      }
    }
  }
}
