/** A list of places without codes, as far as it says which places it means. */
import type { Geometry } from 'geojson';
import type { DataSource } from 'typeorm';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { openApart } from '../formats/apart/open-apart.ts';
import type { SourceRow, SourceValue } from '../formats/source-file.ts';
import { chooseTable, firstRows, headingsOf } from '../imports/choose-table.ts';
import { findCrs } from '../imports/crs-of-file.ts';
import { FileRefused } from '../imports/file-refused.ts';
import { guessMapping, readMapping, type Mapping } from '../imports/mapping.ts';
import { PersonalDataWatch } from '../imports/personal-data.ts';
import { refusePersonal, type ImportRequest } from '../imports/prepare.ts';
import { shapeReader } from '../imports/shape-of-row.ts';
import { readAttributes } from '../imports/values.ts';
import { listed } from '../words/lists.ts';
import { refusal } from '../words/refusals.ts';
import { aboveHeadings } from './above-headings.ts';

/** Rows of a list. A district has some thousands of yards and buildings. */
export const MAX_LIST_ROWS = 20_000;

export interface ListedPlace {
  readonly row: number;
  readonly name: string;
  /** Names of what it lies in, by level, as the row says them. */
  readonly above: Readonly<Record<string, string>>;
  /** In EPSG:4490. */
  readonly geometry: Geometry | null;
  /** The cells of the row below the headings that are kept, in their order. */
  readonly cells: readonly SourceValue[];
}

export interface PlaceList {
  /** Those that mean something here. What stands in the others is not kept, as of any file: it may be about persons. */
  readonly headings: readonly string[];
  /** Which of them has the names. */
  readonly nameHeading: string;
  readonly places: readonly ListedPlace[];
}

/** Reads a list whole. Throws FileRefused where it has codes already, says no names, or says something of persons. */
export async function readPlaceList(dataSource: DataSource, request: ImportRequest): Promise<PlaceList> {
  const { layer } = request;
  const source = await openApart(request.path, {
    fileName: request.fileName,
    ...(request.encoding && { encoding: request.encoding }),
    ...(request.signal && { signal: request.signal }),
  });
  try {
    const table = await chooseTable(source.layers, request.table, layer, 'name');
    const sample = await firstRows(table);
    const headings = table.headings ?? headingsOf(sample);
    const mapping =
      readMapping(request.mapping, headings, layer).columns ?? guessMapping(headings, layer.fields).mapping;
    const watch = new PersonalDataWatch();
    if (mapping['code'] !== undefined) throw new FileRefused(refusal('LIST_HAS_CODES', { heading: mapping['code'] }));
    const { name } = mapping;
    if (name === undefined) throw new FileRefused(refusal('NAME_UNMAPPED', { headings: listed(headings) }));
    const { used: crs } = await findCrs(dataSource.manager, request, table, sample, mapping);
    const shapeOf = shapeReader(layer.geometry, crs);
    const pointOf = shapeReader('Point', crs);
    const above = aboveHeadings(headings, layer.key);
    const text = ({ attributes }: SourceRow, heading: string): string => String(attributes[heading] ?? '').trim();
    const meant = new Set([...Object.values(mapping), ...Object.values(above)]);
    const kept = headings.filter((heading) => meant.has(heading));
    const cellsOf = cellReader(kept, mapping, layer);
    const places: ListedPlace[] = [];
    for await (const row of table.rows()) {
      watch.look(row);
      if (text(row, name) === '') continue;
      if (places.length === MAX_LIST_ROWS) throw new FileRefused(refusal('LIST_TOO_LONG', { limit: MAX_LIST_ROWS }));
      places.push({
        row: row.row,
        name: text(row, name),
        above: Object.fromEntries(
          Object.entries(above).flatMap(([level, heading]) => {
            const said = text(row, heading);
            return said === '' ? [] : [[level, said]];
          }),
        ),
        geometry: (row.geometry?.type === 'Point' ? pointOf : shapeOf)(row.geometry).geometry,
        cells: cellsOf(row),
      });
    }
    refusePersonal(watch);
    return { headings: kept, nameHeading: name, places };
  } finally {
    await source.close();
  }
}

/**
 * Cells as an import would read them: addresses end at the building and counts of few are left out before anything is kept. Words of
 * code books stay as they are, since it is the import that asks what they stand for.
 */
function cellReader(
  kept: readonly string[],
  mapping: Mapping,
  { fields }: ExchangeLayer,
): (row: SourceRow) => readonly SourceValue[] {
  const fieldOf = new Map(Object.entries(mapping).map(([field, heading]) => [heading, field]));
  const chosen = new Set(fields.filter(({ values }) => values).map(({ name }) => name));
  return (row) => {
    const { attributes } = readAttributes(row, mapping, fields);
    return kept.map((heading): SourceValue => {
      const field = fieldOf.get(heading);
      if (field === undefined || chosen.has(field)) return row.attributes[heading] ?? null;
      const value = attributes[field] ?? null;
      return typeof value === 'string' || typeof value === 'number' || value === null ? value : value.join(';');
    });
  };
}
