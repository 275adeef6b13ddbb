import { tell } from '../../kernel/words/sentence.ts';
import { EXPORT_SENTENCES as SAY } from '../words/of-exports.ts';
import { listed } from '../words/lists.ts';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { badInput } from '../../kernel/graph/errors.ts';
import { checkBounds, type BoundsInput } from '../../land/shape.ts';
import { readCrs, type AskedCrs } from './crs.ts';
import { featureLists } from './feature-lists.ts';
import { boolean, date, FilterValues, oneOf, text, type FilterValue } from './filter-values.ts';

/** What stands in the place of a format for what a file would say of itself. */
export const NOTES = 'notes.json';

/** What the parameters of an export ask, before the database is looked at. */
export interface ExportRequest {
  /** Null: today. */
  readonly asOf: string | null;
  readonly within: string | null;
  readonly bounds: BoundsInput | null;
  readonly crs: AskedCrs;
  /** Whether shapes go along; null where nothing was said. */
  readonly geometry: boolean | null;
  /** How cells of CSV are written: as they are, or as a spreadsheet leaves them alone. */
  readonly cells: Cells;
  readonly values: FilterValues;
}

const CELLS = { PLAIN: 'plain', SPREADSHEET: 'spreadsheet' } as const;
export type Cells = (typeof CELLS)[keyof typeof CELLS];
const cells = oneOf(CELLS);

export type Query = Readonly<Record<string, unknown>>;

/** Reads the parameters; whatever is unknown or said twice is refused, so that nobody takes more for what he asked for. */
export function readExportRequest(layer: ExchangeLayer, query: Query, extension: string): ExportRequest {
  const list = featureLists[layer.key];
  const filters = list?.filters ?? {};
  const common = [
    ...['asOf', 'within', ...(list?.inBox ? ['bbox'] : []), ...(layer.geometry ? ['crs', 'geometry'] : [])],
    // The notes are asked with what the file was asked with.
    ...(['csv', NOTES].includes(extension) ? ['cells'] : []),
  ];
  const known = [...common, ...Object.keys(filters)];
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    if (!known.includes(name)) {
      throw badInput(
        name,
        tell(SAY.PARAMETER_UNKNOWN, { name, layer: { en: layer.key, zh: layer.title.zh }, known: listed(known) }),
      );
    }
    if (typeof value !== 'string') throw badInput(name, tell(SAY.PARAMETER_TWICE, { name }));
    given.set(name, value);
  }
  const values = new Map<string, FilterValue>();
  for (const [name, reader] of Object.entries(filters)) {
    const value = given.get(name);
    if (value !== undefined) values.set(name, reader.read(name, value));
  }
  const read = <T>(name: string, reader: (value: string) => T): T | null => {
    const value = given.get(name);
    return value === undefined ? null : reader(value);
  };
  return {
    asOf: read('asOf', (value) => String(date.read('asOf', value))),
    within: read('within', (value) => String(text.read('within', value))),
    bounds: read('bbox', readBox),
    crs: readCrs(given.get('crs')),
    geometry: read('geometry', (value) => boolean.read('geometry', value) === true),
    cells: read('cells', (value) => cells.read('cells', value) as Cells) ?? CELLS.PLAIN,
    values: new FilterValues(values),
  };
}

/** West, south, east, north in degrees. */
function readBox(value: string): BoundsInput {
  const numbers = value.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [west = NaN, south = NaN, east = NaN, north = NaN] = numbers;
  if (numbers.length !== 4 || numbers.some((number) => !Number.isFinite(number))) {
    throw badInput('bbox', tell(SAY.BOX));
  }
  const bounds = { west, south, east, north };
  checkBounds(bounds, 'bbox');
  return bounds;
}
