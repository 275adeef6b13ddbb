/**
 * Columns about persons, which no file may bring (Personal Information Protection Law, articles 4 and 6): told by their
 * headings and by what they hold. Counts of people are none.
 */
import { findPersonal, type PersonalKind } from '../../kernel/access/screening.ts';
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

/** Numbers of things have eleven digits, too. */
const KEYS = /(^|[_@\s])id$|代码$|编码$|编号$|code$/i;

/** What a cell is found out by. Codes of areas and telephones of offices may look like the other kinds. */
const OF_CELLS: Readonly<Partial<Record<PersonalKind, string>>> = {
  IDENTITY_NUMBER: 'identity numbers',
  MOBILE: 'mobile telephone numbers',
  LICENCE_PLATE: 'licence plates',
  E_MAIL: 'e-mail addresses',
};

function personalIn(heading: string, value: SourceValue): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  for (const { kind } of findPersonal(String(value))) {
    const words = OF_CELLS[kind];
    if (words && !(kind === 'MOBILE' && KEYS.test(heading))) return words;
  }
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
