import type { IssueCategoryRow } from '../../server/issues/issues-load.service.ts';

/** The demo's own code book. `months`: when such issues come, January first; even over the year if left out. */
export interface DemoCategory extends IssueCategoryRow {
  readonly weight: number;
  readonly months?: readonly number[];
}

const WINTER = [3, 2.4, 1.4, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4, 2.2, 3];
const RAINS = [0.3, 0.3, 0.5, 0.8, 1, 1.8, 3, 2.8, 1.4, 0.7, 0.5, 0.3];
const SUMMER = [0.4, 0.4, 0.7, 1, 1.3, 1.8, 2, 2, 1.4, 0.9, 0.6, 0.4];

function major(code: string, kind: IssueCategoryRow['kind'], titleZh: string, titleEn: string): DemoCategory {
  return { code, parentCode: null, kind, titleZh, titleEn, weight: 0 };
}

function minor(
  code: string,
  titleZh: string,
  titleEn: string,
  weight: number,
  months?: readonly number[],
): DemoCategory {
  const kind = code < '10' ? 'COMPONENT' : 'EVENT';
  return { code, parentCode: code.slice(0, 2), kind, titleZh, titleEn, weight, ...(months && { months }) };
}

/** Major classes first. */
export const CATEGORIES: readonly DemoCategory[] = [
  major('01', 'COMPONENT', '公用设施', 'Public utilities'),
  major('02', 'COMPONENT', '房屋设施', 'Building fabric'),
  major('03', 'COMPONENT', '园林绿化', 'Greenery'),
  major('11', 'EVENT', '环境卫生', 'Cleanliness'),
  major('12', 'EVENT', '停车秩序', 'Parking'),
  major('13', 'EVENT', '物业服务', 'Property service'),
  major('14', 'EVENT', '邻里与噪声', 'Neighbours and noise'),
  major('15', 'EVENT', '消防安全', 'Fire safety'),
  minor('0101', '路灯不亮', 'Street light out', 5),
  minor('0102', '井盖破损', 'Broken manhole cover', 4),
  minor('0103', '下水道堵塞', 'Blocked sewer', 8, RAINS),
  minor('0104', '供暖不热', 'Insufficient heating', 9, WINTER),
  minor('0105', '水管漏水', 'Leaking water pipe', 6),
  minor('0106', '楼道照明损坏', 'Stairwell light out', 5),
  minor('0201', '屋面渗漏', 'Leaking roof', 8, RAINS),
  minor('0202', '外墙脱落', 'Falling façade', 5, RAINS),
  minor('0203', '单元门损坏', 'Broken entrance door', 4),
  minor('0204', '电梯故障', 'Lift out of order', 3),
  minor('0301', '树木修剪', 'Trees to be pruned', 4, SUMMER),
  minor('0302', '绿地破坏', 'Damaged green', 3, SUMMER),
  minor('1101', '垃圾清运不及时', 'Rubbish not collected', 8, SUMMER),
  minor('1102', '乱堆乱放', 'Things left lying about', 9),
  minor('1103', '小广告', 'Illegal posters', 4),
  minor('1201', '车辆乱停', 'Vehicles parked out of place', 9),
  minor('1202', '占用消防通道', 'Fire lane blocked', 6),
  minor('1301', '保洁不到位', 'Cleaning neglected', 5),
  minor('1302', '收费争议', 'Disputed fee', 4),
  minor('1401', '噪声扰民', 'Noise', 6, SUMMER),
  minor('1402', '邻里纠纷', 'Quarrel between neighbours', 3),
  minor('1501', '飞线充电', 'Charging over a flying lead', 6),
  minor('1502', '楼道堆物', 'Stairwell obstructed', 6),
];
