import { csvWriter } from './csv-writer.ts';
import { excelWriter } from './excel-writer.ts';
import { geoJsonWriter } from './geojson-writer.ts';
import { geoPackageWriter } from './geopackage-writer.ts';
import { shapefileWriter } from './shapefile-writer.ts';
import type { TableWriter } from './table-file.ts';

/** The formats that go out. */
export const writers: readonly TableWriter[] = [
  geoJsonWriter,
  csvWriter,
  excelWriter,
  geoPackageWriter,
  shapefileWriter,
];
