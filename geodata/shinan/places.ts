import { fromDegrees } from '../plane/point.ts';
import type { Point } from '../plane/point.ts';

/** Ground without yards: parks, hills, squares by the sea; schematic circles, in metres. */
export interface Park {
  readonly middle: Point;
  readonly radius: number;
}

const park = (east: number, north: number, radius: number): Park => ({
  middle: fromDegrees(120 + east / 1000, 36 + north / 1000),
  radius,
});

export const PARKS: readonly Park[] = [
  park(347.5, 67.5, 500), // 中山公园, 太平山
  park(355.5, 68.0, 380), // 植物园
  park(337.5, 60.0, 230), // 汇泉广场
  park(331.0, 57.2, 200), // 小鱼山, 鲁迅公园
  park(328.5, 67.0, 190), // 信号山
  park(319.6, 68.4, 140), // 观象山
  park(339.5, 49.0, 300), // 汇泉角
  park(361.5, 46.0, 260), // 太平角
  park(286.6, 45.8, 250), // 团岛
  park(297.0, 50.0, 170), // 八大峡广场
  park(384.0, 61.2, 260), // 五四广场
  park(391.5, 56.5, 280), // 奥帆中心
  park(401.0, 54.5, 230), // 燕儿岛
  park(410.0, 88.5, 620), // 浮山
  park(417.5, 86.0, 520), // 浮山
  park(366.8, 65.5, 200), // 湛山寺
  park(418.5, 63.5, 240), // 海滨
];

/** Streets along which office towers stand: points of each line, and how much of the 96 towers. */
export interface OfficeAxis {
  readonly street: string;
  readonly line: readonly Point[];
  readonly towers: number;
}

const axis = (street: string, towers: number, ...line: (readonly [number, number])[]): OfficeAxis => ({
  street,
  towers,
  line: line.map(([east, north]) => fromDegrees(120 + east / 1000, 36 + north / 1000)),
});

export const OFFICE_AXES: readonly OfficeAxis[] = [
  axis('香港中路', 42, [372, 61.5], [384, 64.5], [396, 66.5]),
  axis('珠海路', 16, [399, 60], [412, 62.5]),
  axis('金门路', 14, [398, 77], [412, 75.5]),
  axis('山东路', 10, [383, 72], [384.5, 82]),
  axis('中山路', 8, [314, 62.5], [315.5, 71]),
  axis('江苏路', 3, [322, 62], [322.5, 70]),
  axis('延安三路', 3, [366, 60], [371, 74]),
];
