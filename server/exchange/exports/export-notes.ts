import type { ExchangeLayer, Wording } from '../../kernel/exchange/layer.ts';
import type { Provenance } from '../../kernel/graph/provenance.ts';
import type { FileCrs, FileNotes, FileSource } from '../writers/table-file.ts';
import { derivedFields } from './derived-fields.ts';
import { exportedFields, type RowQuestion } from './export-statements.ts';

/** The whole is no better founded than the least of its parts. */
const WEAKEST_FIRST: readonly Provenance[] = ['SYNTHETIC', 'IMPORTED', 'SURVEYED'];

const OFFSET_REMARK: Wording = {
  zh: '坐标经网络地图偏移加密算法换算，仅供叠加在线地图，不得用于测量；换算为近似，往返误差可达数分米。',
  en:
    'The coordinates are offset as web maps in China have them, for lying over such maps and for nothing else; the conversion ' +
    'is approximate, up to some decimetres there and back.',
};
const OTHER_SHAPES_REMARK: Wording = {
  zh: '本文件不含图形；图形请用 GeoJSON、GeoPackage 或 Shapefile。',
  en: 'The file goes without shapes; take GeoJSON, GeoPackage or Shapefile for them.',
};
const PEOPLE: Wording = {
  zh: '户数从十起计；不足十的不予公布，空值即不明。',
  en: 'Counts of households begin at ten; fewer are not told, and empty means unknown.',
};

export function exportNotes(
  question: RowQuestion & {
    readonly count: number;
    readonly withinName: string | null;
    readonly filterWords: FileNotes['filterWords'];
  },
  sources: readonly FileSource[],
  crs: FileCrs | null,
): FileNotes {
  const { layer, place, values, count, withinName, filterWords } = question;
  const { within, bounds, asOf } = place;
  const box = bounds && `${bounds.west},${bounds.south},${bounds.east},${bounds.north}`;
  return {
    asOf,
    count,
    provenance: WEAKEST_FIRST.find((each) => sources.some(({ provenance }) => provenance === each)) ?? null,
    sources,
    filters: {
      ...(within && withinName !== null && { within: withinName }),
      ...(box !== null && { bbox: box }),
      ...Object.fromEntries(values.entries().map(([name, value]) => [name, String(value)])),
    },
    filterWords: { ...filterWords, ...(box !== null && { bbox: `范围：${box}` }) },
    definitions: definitionsOf(layer),
    remarks: [
      ...(crs?.epsg === null ? [OFFSET_REMARK] : []),
      ...(layer.geometry !== null && crs === null ? [OTHER_SHAPES_REMARK] : []),
    ],
  };
}

function definitionsOf(layer: ExchangeLayer): FileNotes['definitions'] {
  const people = exportedFields(layer, null).filter(({ type }) => type === 'people');
  return [
    ...(derivedFields[layer.key]?.definitions ?? []),
    ...people.map(({ name }) => ({ field: name, text: PEOPLE })),
  ];
}
