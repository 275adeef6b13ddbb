import { derived, field, fixed, outOnly, required, SOURCE_FIELDS } from '../kernel/exchange/fields.ts';
import type { ExchangeField, FieldValue, Wording } from '../kernel/exchange/layer.ts';
import { addressUpToBuilding, nameOfBuilding } from './address.ts';
import { AreaLevel, GridSystem } from './level.ts';

const GRID_SYSTEMS: readonly FieldValue[] = [
  { value: GridSystem.GOVERNANCE, title: { zh: '治理网格', en: 'Governance grid' }, headings: ['基础', '基础网格'] },
  { value: GridSystem.UNIT, title: { zh: '单元网格', en: 'Unit grid' }, headings: ['万米单元网格'] },
  { value: GridSystem.DEDICATED, title: { zh: '专属网格', en: 'Dedicated grid' }, headings: ['专属'] },
];

const NAME = field('name', 'name', 'text', '名称', 'Name');
const NAME_EN = field('nameEn', 'name_en', 'text', '英文名称', 'Name in English', [
  'name:en',
  'english name',
  '英文名',
]);
const PARENT = derived(
  field('parentCode', 'parent', 'text', '上级代码', 'Code of what it belongs to', ['parent', '所属代码']),
);
const HOUSEHOLDS = field('householdCount', 'households', 'people', '户数', 'Households', ['总户数', '居民户数']);
const BUILT_YEAR = field('builtYear', 'built_year', 'integer', '建成年份', 'Year built', ['建成年代', '竣工年份']);
const FLOORS = field('floorCount', 'floors', 'integer', '层数', 'Floors', ['楼层', '楼层数', '总层数']);
export const ADDRESS: ExchangeField = {
  ...field('address', 'address', 'text', '地址', 'Address', ['详细地址', '坐落', 'location']),
  read: addressUpToBuilding,
};
const GRID_SYSTEM = {
  ...field('gridSystem', 'system', 'text', '网格类型', 'System of grids', ['网格类别']),
  values: GRID_SYSTEMS,
};
const PREDECESSORS = field('predecessorCodes', 'formerly', 'codes', '前身代码', 'Codes of what it comes from', [
  'predecessors',
  '原代码',
  '撤并前代码',
]);

/** What lists of divisions call their columns, of whatever level (GB/T 2260, 统计用区划代码, and the surveys of land). */
const DIVISION_CODES = ['行政区划代码', '行政区代码', '统计用区划代码', '区划代码', '行政代码', 'XZQDM'];
const DIVISION_NAMES = ['行政区划名称', '行政区名称', '区划名称', '单位名称', '地名', 'XZQMC'];

const HEADINGS: Readonly<
  Record<AreaLevel, { code: readonly string[]; name: readonly string[]; parent: readonly string[] }>
> = {
  DISTRICT: {
    code: ['区代码', 'district_code', 'division_code', 'adcode', ...DIVISION_CODES],
    name: ['区名称', ...DIVISION_NAMES],
    parent: [],
  },
  SUBDISTRICT: {
    code: [
      '街道代码',
      'street_code',
      'street_code_9',
      'nbs_code_9',
      'division_code',
      'subdistrict_code',
      ...DIVISION_CODES,
    ],
    name: ['街道', '街道名称', 'street_name', 'subdistrict', ...DIVISION_NAMES],
    parent: ['区代码', 'district_code'],
  },
  COMMUNITY: {
    code: ['社区代码', 'community_code', ...DIVISION_CODES],
    name: ['社区', '社区名称', 'community_name', 'community_name_2023', 'community_name_2017', ...DIVISION_NAMES],
    parent: ['街道代码', 'street_code', 'street_code_9', 'subdistrict_code'],
  },
  GRID: {
    code: ['网格代码', '网格编码', 'grid_code', 'gridcode'],
    name: ['网格', '网格名称', 'grid_name'],
    parent: ['社区代码', 'community_code'],
  },
  BUILDING_GROUP: { code: ['楼组代码', '微网格代码'], name: ['楼组', '楼组名称'], parent: ['网格代码', 'grid_code'] },
  YARD: {
    code: ['楼院代码', '楼院编码', 'yard_code', '小区代码', '院落代码'],
    name: ['楼院', '楼院名称', 'yard_name', '小区名称', '院落名称'],
    parent: ['网格代码', '所属网格', 'grid_code'],
  },
  BUILDING: {
    code: ['楼栋代码', '楼栋编码', 'building_code', '楼号编码'],
    name: ['楼栋', '楼栋名称', 'building_name', '楼号'],
    parent: ['楼院代码', '所属楼院', 'yard_code', '小区代码'],
  },
};

const OWN: Readonly<Record<AreaLevel, readonly ExchangeField[]>> = {
  DISTRICT: [],
  SUBDISTRICT: [],
  COMMUNITY: [],
  GRID: [{ ...GRID_SYSTEM, required: true }],
  BUILDING_GROUP: [],
  YARD: [HOUSEHOLDS, BUILT_YEAR, ADDRESS],
  BUILDING: [FLOORS, BUILT_YEAR, ADDRESS],
};

/** What flats are in. */
const BUILT: ReadonlySet<AreaLevel> = new Set([AreaLevel.YARD, AreaLevel.BUILDING]);

/** The columns of `area` that fields of some levels stand for. */
export const OWN_COLUMNS: Readonly<Record<string, string>> = {
  gridSystem: 'grid_system',
  householdCount: 'household_count',
  builtYear: 'built_year',
  floorCount: 'floor_count',
  address: 'address',
};

export const LEVEL_TITLES: Readonly<Record<AreaLevel, Wording>> = {
  DISTRICT: { zh: '区', en: 'Districts' },
  SUBDISTRICT: { zh: '街道', en: 'Subdistricts' },
  COMMUNITY: { zh: '社区', en: 'Communities' },
  GRID: { zh: '网格', en: 'Grids' },
  BUILDING_GROUP: { zh: '楼组', en: 'Building groups' },
  YARD: { zh: '楼院', en: 'Yards' },
  BUILDING: { zh: '楼栋', en: 'Buildings' },
};

/** Digits of the codes of a level where statistics fill them up with zeros, to nine or to twelve. */
const DIGITS: Readonly<Partial<Record<AreaLevel, number>>> = { DISTRICT: 6, SUBDISTRICT: 9 };
const ABOVE: Readonly<Partial<Record<AreaLevel, AreaLevel>>> = {
  SUBDISTRICT: AreaLevel.DISTRICT,
  COMMUNITY: AreaLevel.SUBDISTRICT,
};

/** A code as the statistical system writes it, 370202001000 for 370202001. */
function statistical(level: AreaLevel | undefined): Pick<ExchangeField, 'read'> {
  const digits = level && DIGITS[level];
  if (!digits) return {};
  const filled = new RegExp(`^\\d{${digits}}(?:0{3}){1,2}$`);
  return {
    read: (text) => {
      if (!filled.test(text) || text.length > 12) return { value: text };
      const value = text.slice(0, digits);
      const message = `The code ${text} ends in the zeros that statistics fill up with, and is read as ${value}.`;
      const messageZh = `代码 ${text} 末尾是统计补的零，读作 ${value}。`;
      return { value, note: { reason: 'VALUE_READ_AS', message, messageZh } };
    },
  };
}

/** What files hold of areas of a level. */
export function areaFields(level: AreaLevel): ExchangeField[] {
  const headings = HEADINGS[level];
  return [
    { ...required(field('code', 'code', 'text', '代码', 'Code', [...headings.code, '编码'])), ...statistical(level) },
    required({ ...NAME, headings: headings.name, ...(BUILT.has(level) && { read: nameOfBuilding }) }),
    NAME_EN,
    ...(level === AreaLevel.DISTRICT
      ? []
      : [{ ...PARENT, headings: [...(PARENT.headings ?? []), ...headings.parent], ...statistical(ABOVE[level]) }]),
    ...OWN[level],
    PREDECESSORS,
    fixed(field('validFrom', 'valid_from', 'date', '起始日期', 'First day', ['初始时间', '成立日期', 'start date'])),
    fixed(field('validTo', 'valid_to', 'date', '终止日期', 'First day no longer', ['撤销日期', 'end date'])),
    outOnly(field('areaM2', 'area_m2', 'number', '面积（平方米）', 'Area in square metres')),
    ...SOURCE_FIELDS,
  ];
}
