import type { Told } from '../../kernel/words/sentence.ts';
import type { Readable } from 'node:stream';
import type { ExchangeField, LayerGeometry, Wording } from '../../kernel/exchange/layer.ts';
import type { Provenance } from '../../kernel/graph/provenance.ts';

/** The coordinate system of a file that leaves here. */
export interface FileCrs {
  /** What the parameter `crs` calls it: "EPSG:4490", "GCJ-02". */
  readonly name: string;
  /** Null for the two offset systems of web maps, which no register knows. */
  readonly epsg: number | null;
  readonly unit: 'degree' | 'metre';
  /** OGC well-known text of the system. */
  readonly wkt: string;
}

/** Where facts of a file come from. */
export interface FileSource {
  readonly code: string;
  readonly title: string;
  readonly provenance: Provenance;
  readonly attribution: string | null;
  readonly publishedOn: string | null;
  /** How many rows come from it. */
  readonly count: number;
}

/** What whoever finds the file years later has to know. */
export interface FileNotes {
  readonly asOf: string;
  readonly count: number;
  /** SYNTHETIC as soon as anything in the file is made up. */
  readonly provenance: Provenance | null;
  readonly sources: readonly FileSource[];
  /** What the rows were limited to, by parameter. */
  readonly filters: Readonly<Record<string, string>>;
  /** The same as people read it, by parameter: "物业服务：无". */
  readonly filterWords: Readonly<Record<string, string>>;
  /** What words in the file mean. */
  readonly definitions: readonly { readonly field: string; readonly text: Wording }[];
  /** Further remarks, such as that coordinates are offset. */
  readonly remarks: readonly Wording[];
}

/** A table that becomes a file. */
export interface TableFile {
  /** For names inside the file, such as "yards": small letters, digits and hyphens. */
  readonly name: string;
  readonly title: Wording;
  readonly fields: readonly ExchangeField[];
  /** Null when the rows have no shapes, or the file goes without. */
  readonly geometry: LayerGeometry | null;
  readonly crs: FileCrs;
  readonly notes: FileNotes;
}

export type TableValue = string | number | boolean | null | readonly string[];

/** How a writer takes shapes: GeoJSON text, well-known text, or two-dimensional little-endian well-known binary. */
export type ShapeEncoding = 'GEOJSON' | 'WKT' | 'WKB';

export interface TableRow {
  readonly attributes: Readonly<Record<string, TableValue | undefined>>;
  /** A text or WKB, as the writer takes it. */
  readonly geometry: string | Buffer | null;
}

export interface TableWriter {
  readonly extension: string;
  readonly contentType: string;
  readonly shapes: ShapeEncoding;
  /**
   * The file. What cannot be written rejects with an ExportRefused where that can be known before the first byte; what goes
   * wrong later destroys the stream. Ending the stream early ends the reading of rows.
   */
  write(file: TableFile, rows: AsyncIterable<TableRow>): Promise<Readable>;
}

/** What was asked for cannot be written in this format: the sentence says why and what to take instead. */
export class ExportRefused extends Error {
  override name = 'ExportRefused';

  constructor(readonly told: Told) {
    super(told.message);
  }
}

/** A value as text: lists of codes are joined by ";". Null when there is none. */
export function textOf(value: TableValue | undefined): string | null {
  if (value == null) return null;
  return typeof value === 'object' ? value.join(';') : String(value);
}

/** Attributions of all sources, each once. */
export function attributionsOf({ sources }: FileNotes): string[] {
  return [...new Set(sources.flatMap(({ attribution }) => (attribution === null ? [] : [attribution])))];
}
