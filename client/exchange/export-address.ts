import type { ExportOffer } from '../ui/export-button.tsx';
import { STORED } from './crs-systems.ts';

export const FORMATS = ['xlsx', 'csv', 'geojson', 'gpkg', 'shp.zip'] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** Layers whose objects have no shape of their own, and those whose shape is a point, which any table can hold. */
const WITHOUT_SHAPES = [
  'building-party-committees',
  'owners-committees',
  'property-services',
  'renewal-projects',
] as const;
const POINTS = ['issues'] as const;

const isOneOf = (layers: readonly string[], { layer }: ExportOffer): boolean => layers.includes(layer);

/** Rows that a workbook takes at most. */
export const EXCEL_ROWS = 100_000;

export interface ExportChoice {
  readonly format: ExportFormat;
  readonly crs: string;
  /** For tables, which can go without. */
  readonly shapes: boolean;
}

export const hasShapes = (offer: ExportOffer): boolean => !isOneOf(WITHOUT_SHAPES, offer);

/** Whether a person decides about shapes: tables of areas hold them as text, which not everybody wants. */
export function mayLeaveShapes(offer: ExportOffer, format: ExportFormat): boolean {
  return hasShapes(offer) && !isOneOf(POINTS, offer) && (format === 'csv' || format === 'xlsx');
}

export function goesWithShapes(offer: ExportOffer, { format, shapes }: ExportChoice): boolean {
  return hasShapes(offer) && (shapes || !mayLeaveShapes(offer, format));
}

export const isWritable = (offer: ExportOffer, format: ExportFormat): boolean =>
  format !== 'shp.zip' || hasShapes(offer);

/** What is exported, without how: also what the notes are asked for. */
function queryOf(offer: ExportOffer, asOf: string): URLSearchParams {
  return new URLSearchParams({ asOf, ...offer.filters });
}

const printed = (name: string, query: URLSearchParams): string =>
  `/exports/${name}?${query.toString().replaceAll('%3A', ':')}`;

/** Where the file is. */
export function exportAddress(offer: ExportOffer, asOf: string, choice: ExportChoice): string {
  const query = queryOf(offer, asOf);
  if (goesWithShapes(offer, choice) && choice.crs !== STORED) query.set('crs', choice.crs);
  if (mayLeaveShapes(offer, choice.format)) query.set('geometry', String(choice.shapes));
  // Whoever takes a table from the screen opens it in a spreadsheet.
  if (choice.format === 'csv') query.set('cells', 'spreadsheet');
  return printed(`${offer.layer}.${choice.format}`, query);
}

/** Where it says what will be in it. */
export function notesAddress(offer: ExportOffer, asOf: string): string {
  return printed(`${offer.layer}.notes.json`, queryOf(offer, asOf));
}
