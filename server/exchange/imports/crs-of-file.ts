import type { EntityManager } from 'typeorm';
import { candidates, rangesOf } from '../coordinates/candidates.ts';
import { compareWithAround } from '../coordinates/compare-around.ts';
import { compareWithKnown, knownLongitude } from '../coordinates/compare-known.ts';
import { BD_09, CGCS2000, epsgCrs, GCJ_02, parseCrs, type Crs } from '../coordinates/crs.ts';
import { decideCrs, type CrsDecision, type Fit } from '../coordinates/decide.ts';
import { SAMPLE_ROWS, type PlacedRow } from '../coordinates/readings.ts';
import type { Geometry } from 'geojson';
import type { SourceLayer, SourceRow } from '../formats/source-file.ts';
import { CRS_TITLE } from '../writers/excel-writer.ts';
import { refusal } from '../words/refusals.ts';
import { FileRefused } from './file-refused.ts';
import type { Mapping } from './mapping.ts';
import type { ImportRequest } from './prepare.ts';
import { readAttributes } from './values.ts';

/** In which system the file is read: by what is declared, and by how the first rows fit what is known. Null without shapes. */
export async function findCrs(
  manager: EntityManager,
  { layer, crs, insist, asOf }: ImportRequest,
  table: SourceLayer,
  sample: readonly SourceRow[],
  mapping: Mapping,
): Promise<{ used: Crs; decision: CrsDecision | null }> {
  const placed: PlacedRow[] = sample.flatMap((row) => {
    if (!row.geometry || layer.geometry === null) return [];
    const { code, attributes } = readAttributes(row, mapping, layer.fields);
    const above = attributes['parentCode'] ?? attributes['areaCode'];
    return [{ row: row.row, code, parentCode: typeof above === 'string' ? above : null, geometry: row.geometry }];
  });
  if (placed.length === 0) return { used: CGCS2000, decision: null };
  const ranges = rangesOf(placed.map(({ geometry }): Geometry => geometry));
  const byFile = declaredBy(table, sample);
  if (table.crs && !byFile && !crs) {
    throw new FileRefused(refusal('CRS_UNSUPPORTED', { crs: table.crs.text, where: table.crs.where }));
  }
  const systems = ranges ? candidates(ranges, await knownLongitude(manager), crs ?? byFile) : [];
  const fits = await fitsOf(manager, spread(placed), systems, asOf);
  const decision = decideCrs({ byPerson: crs, byFile, fits, insist });
  return { used: decision.used ?? CGCS2000, decision };
}

/** By the objects themselves where their outlines are known, else by the borders around them as far as those tell anything. */
async function fitsOf(...question: Parameters<typeof compareWithKnown>): Promise<Fit[]> {
  const ofOwn = await compareWithKnown(...question);
  if (ofOwn.some(({ corners }) => corners > 0)) return ofOwn;
  const around = await compareWithAround(...question);
  return around.length > 0 ? around : ofOwn;
}

/** What the file says: by a number, by a name where none has one, or, in a table, in a column of that name. */
function declaredBy({ crs }: SourceLayer, [first]: readonly SourceRow[]): Crs | null {
  if (crs)
    return crs.epsg === null
      ? ([GCJ_02, BD_09].find(({ name }) => crs.text.includes(name)) ?? null)
      : epsgCrs(crs.epsg);
  const said = first?.attributes['crs'] ?? first?.attributes[CRS_TITLE];
  return typeof said === 'string' ? parseCrs(said) : null;
}

/** Rows from all over the sample: neighbours in a file are often neighbours on the ground. */
function spread(rows: readonly PlacedRow[]): PlacedRow[] {
  const step = Math.max(1, Math.floor(rows.length / SAMPLE_ROWS));
  return rows.filter((_, i) => i % step === 0);
}
