/** The 11 subdistricts: names and codes of 2023 (National Bureau of Statistics), areas in the proportions to draw. */
export interface SubdistrictData {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly km2: number;
  /** Which way the streets run: metres north per metre east. */
  readonly streetSlope: number;
  readonly character: Character;
}

/** How it is built up: old town of courtyard blocks, villas among trees, or the newer town of slabs and towers. */
export type Character = 'OLD_TOWN' | 'VILLAS' | 'NEW_TOWN';

const OLD = 'OLD_TOWN';
const NEW = 'NEW_TOWN';

function subdistrict(
  code: string,
  name: string,
  nameEn: string,
  km2: number,
  streetSlope: number,
  character: Character,
) {
  return { code: `370202${code}`, name: `${name}街道`, nameEn: `${nameEn} Subdistrict`, km2, streetSlope, character };
}

export const SUBDISTRICTS: readonly SubdistrictData[] = [
  subdistrict('001', '香港中路', 'Xianggang Middle Road', 3.0, 0.13, NEW),
  subdistrict('002', '八大峡', 'Badaxia', 1.6, -0.22, OLD),
  subdistrict('004', '云南路', 'Yunnan Road', 1.36, -0.3, OLD),
  subdistrict('005', '中山路', 'Zhongshan Road', 1.3, 0.16, OLD),
  subdistrict('007', '江苏路', 'Jiangsu Road', 1.19, -0.12, OLD),
  subdistrict('009', '八大关', 'Badaguan', 5.71, 0.2, 'VILLAS'),
  subdistrict('010', '湛山', 'Zhanshan', 2.47, 0.24, NEW),
  subdistrict('011', '金湖路', 'Jinhu Road', 2.03, 0.06, NEW),
  subdistrict('012', '八大湖', 'Badahu', 2.16, 0.08, NEW),
  subdistrict('013', '金门路', 'Jinmen Road', 4.42, -0.1, NEW),
  subdistrict('014', '珠海路', 'Zhuhai Road', 3.07, 0.1, NEW),
];

/** The schematic borders: each cut divides what is left of the district, `slope` as the cut runs east or north. */
export type Layout =
  | { readonly code: string }
  | { readonly cut: 'WEST_EAST'; readonly slope: number; readonly west: Layout; readonly east: Layout }
  | { readonly cut: 'SOUTH_NORTH'; readonly slope: number; readonly south: Layout; readonly north: Layout };

const leaf = (code: string): Layout => ({ code: `370202${code}` });
/** Side by side; the border runs north, leaning east by `slope`. */
const beside = (slope: number, west: Layout, east: Layout): Layout => ({ cut: 'WEST_EAST', slope, west, east });
/** One above the other; the border runs east, rising by `slope`. */
const above = (slope: number, south: Layout, north: Layout): Layout => ({ cut: 'SOUTH_NORTH', slope, south, north });

export const LAYOUT: Layout = beside(
  0.15,
  beside(0.1, above(0.12, leaf('002'), leaf('004')), beside(0.16, leaf('005'), leaf('007'))),
  beside(
    -0.2,
    leaf('009'),
    beside(
      0.27,
      above(0.14, leaf('010'), leaf('011')),
      beside(0.06, above(0.1, leaf('001'), leaf('012')), above(0.13, leaf('014'), leaf('013'))),
    ),
  ),
);
