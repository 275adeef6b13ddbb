/**
 * Columns about persons, which no file may bring (Personal Information Protection Law, articles 4 and 6): told by their
 * headings and by what they hold. Counts of people are none.
 */
import { findPersonal, type PersonalKind } from '../../kernel/access/screening.ts';
import type { Wording } from '../../kernel/exchange/layer.ts';
import type { SourceRow, SourceValue } from '../formats/source-file.ts';

export interface PersonalColumn {
  readonly heading: string;
  readonly why: Wording;
}

/** What points at persons, in words. */
const KINDS = {
  'identity numbers': '身份证号',
  'telephone numbers': '电话',
  'mobile telephone numbers': '手机号',
  'licence plates': '车牌号',
  'names of persons': '人名',
  'e-mail addresses': '电子邮箱',
  'facts about persons': '个人情况',
  'accounts of persons': '个人账号',
  flats: '户室',
} as const;
type Kind = keyof typeof KINDS;

const NAMES = 'names of persons' satisfies Kind;

/** Words for somebody in an office or at home, as headings have them; a heading may say more, such as "社区书记". */
const PERSONS =
  /姓名|户主|业主姓名|[^法]人$|^人$|联系人|负责人|经办人|来电人|接线员|话务员|受理员|调解员|^lxr$|责任人|网格员|网格长(?!度)|[楼栋组片街院站所园班]长(?!度)|楼组长|书记(?!处)|主任|经理$|联络员|民警|社工$|志愿者$|租户|租客|住户|党员|法人$|法人代表|法定代表人|contact([_\s]?(name|person))?$|caller|complainant|applicant|(^|_)handler|responsible_?person|owner_?name|resident_?name|full_?name/i;
/** Groups of people that tables count, and no one of them. */
const GROUPS = /(老年?|残疾|常住|户籍|流动|从业|外来|本地|低保|特困|成年)人$/;
/** Whoever is responsible may be an office or a company. */
const ORGANISATION = /(公司|集团|局|委|委员会|中心|办公室|街道办?|社区|居委会|业委会|处|部|队|所|厂|学校|医院)$/;

const HEADINGS: readonly (readonly [RegExp, Kind])[] = [
  [/身份证|证件号|公民身份|id_?card|identity_?(no|number)|passport|护照/i, 'identity numbers'],
  [/手机|电话|联系方式|移动电话|mobile|phone|telephone|tel$/i, 'telephone numbers'],
  [/车牌|号牌|licen[cs]e_?plate|plate_?(no|number)/i, 'licence plates'],
  [PERSONS, NAMES],
  [/邮箱|电子邮件|e-?mail/i, 'e-mail addresses'],
  [/性别|民族|政治面貌|出生日期|籍贯|gender|birth_?(day|date)/i, 'facts about persons'],
  [/微信|qq号|wechat/i, 'accounts of persons'],
  [/门牌室号|房号|户室|室号|room_?(no|number)|unit_?(no|number)/i, 'flats'],
];
/** A heading that speaks of how many is about no person. */
const COUNTS = /数$|数量|人数|户数|count|total|number_of/i;

/** Numbers of things have eleven digits, too, and so have lengths and areas. */
const KEYS =
  /(^|[_@\s])(id|fid|gid|oid|guid|uuid)$|userid$|objectid|代码|编码|编号|单号|案号|流水号|序列号|code$|area|length|perimeter|_star$|_stle$|mj$|population|gdp|面积|占地|人口|周长|长度|经度|纬度|坐标|^(lat|lon|lng|latitude|longitude|x|y)$/i;
const WHOLE_KEY = /^[\w\-./#]+$/;

/** What a cell is found out by. Codes of areas and telephones of offices may look like the other kinds. */
const OF_CELLS: Readonly<Partial<Record<PersonalKind, Kind>>> = {
  IDENTITY_NUMBER: 'identity numbers',
  MOBILE: 'mobile telephone numbers',
  LICENCE_PLATE: 'licence plates',
  E_MAIL: 'e-mail addresses',
};

/** A number with a fraction or an exponent is a measure. */
const MEASURE = /^[-+]?\d[\d,]*(\.\d+(e[-+]?\d+)?|e[-+]?\d+)$/i;
const NUMBER = /^[-+]?\d[\d,]*(\.\d+)?$/;

function personalIn(heading: string, value: SourceValue): Kind | null {
  if (typeof value !== 'string' && !Number.isInteger(value)) return null;
  // A telephone number that went through a table of numbers has a fraction of nothing.
  const text = String(value).trim().replace(/\.0+$/, '');
  if (MEASURE.test(text)) return null;
  for (const { kind } of findPersonal(text)) {
    const words = OF_CELLS[kind];
    if (words && !(kind === 'MOBILE' && KEYS.test(heading) && WHOLE_KEY.test(text))) return words;
  }
  return null;
}

/** Collects columns about persons while rows go by. */
export class PersonalDataWatch {
  private readonly found = new Map<string, PersonalColumn>();
  /** What the heading speaks of; null where that is nobody. */
  private readonly said = new Map<string, Kind | null>();

  get columns(): readonly PersonalColumn[] {
    return [...this.found.values()];
  }

  look({ row, attributes }: Pick<SourceRow, 'row' | 'attributes'>): void {
    for (const [heading, value] of Object.entries(attributes)) {
      if (this.found.has(heading)) continue;
      const what = this.saidBy(heading);
      const text = String(value ?? '').trim();
      // How many there are: "党员" over numbers counts them.
      if (what === NAMES && NUMBER.test(text)) this.said.set(heading, null);
      else if (what !== null && !(what === NAMES && ORGANISATION.test(text))) {
        this.found.set(heading, {
          heading,
          why: { en: `its heading speaks of ${what}`, zh: `列名涉及${KINDS[what]}` },
        });
        continue;
      }
      const personal = personalIn(heading, value);
      // The value itself is not repeated: reports are kept and read by others.
      if (personal) {
        const why = { en: `row ${row} looks like ${personal}`, zh: `第 ${row} 行像是${KINDS[personal]}` };
        this.found.set(heading, { heading, why });
      }
    }
  }

  private saidBy(heading: string): Kind | null {
    const known = this.said.get(heading);
    if (known !== undefined) return known;
    const plain = heading.trim();
    const rule = COUNTS.test(plain)
      ? undefined
      : HEADINGS.find(([pattern, what]) => pattern.test(plain) && !(what === NAMES && GROUPS.test(plain)));
    const what = rule?.[1] ?? null;
    this.said.set(heading, what);
    return what;
  }
}
