import type { Geometry } from 'geojson';

/** The formats that come in. */
export const SOURCE_FORMATS = ['GEOJSON', 'SHAPEFILE', 'GEOPACKAGE', 'KML', 'CSV', 'EXCEL'] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

export type SourceValue = string | number | boolean | null;

/** What is wrong with one row of a file, or was mended in it. */
export interface RowFault {
  /** REFUSED: the row cannot be used. REPAIRED: it was mended without guessing. NOTED: it is used as it is. */
  readonly severity: 'REFUSED' | 'REPAIRED' | 'NOTED';
  /** A word for machines, such as RING_NOT_CLOSED. */
  readonly reason: string;
  /** A sentence that says what is wrong and what to do, or what was done. */
  readonly message: string;
  /** The same in Chinese. */
  readonly messageZh: string;
  /** Where, in the coordinates of the file. */
  readonly place?: readonly [number, number];
}

export interface SourceRow {
  /** Counted as a person counts: in tables the line or sheet row (the heading is 1), elsewhere the feature, from 1. */
  readonly row: number;
  readonly attributes: Readonly<Record<string, SourceValue>>;
  /** Two-dimensional, in the coordinates of the file, well formed; null when the row has none (or it is refused). */
  readonly geometry: Geometry | null;
  readonly faults: readonly RowFault[];
}

/** What the file says of its coordinates, not what we believe. */
export interface DeclaredCrs {
  /** An EPSG number where the declaration amounts to one. */
  readonly epsg: number | null;
  /** The declaration as it stands in the file, shortened to 200 characters. */
  readonly text: string;
  /** Where it stands: "crs member", ".prj", "gpkg_spatial_ref_sys", "KML is WGS 84 by its standard". */
  readonly where: string;
}

export interface DetectedEncoding {
  readonly name: 'UTF-8' | 'GB18030' | 'UTF-16LE';
  /** Why, in a few words: "byte order mark", ".cpg says GBK and it decodes", "not UTF-8, decodes as GB18030". */
  readonly evidence: string;
  /** The same in Chinese. */
  readonly evidenceZh: string;
}

/** One table of features: a file, a sheet, a layer of a GeoPackage, one shapefile of an archive. */
export interface SourceLayer {
  readonly name: string;
  readonly encoding: DetectedEncoding | null;
  readonly crs: DeclaredCrs | null;
  /** Headings in the order of the file, where the format lists them ahead. */
  readonly headings: readonly string[] | null;
  /** Number of rows where the format tells it ahead. */
  readonly count: number | null;
  /** Reads from the beginning, each time it is called; memory does not grow with the file. */
  rows(): AsyncIterable<SourceRow>;
  /** Share of the file read so far by the last `rows()`, 0 to 1. */
  progress(): number;
}

export interface SourceFile {
  readonly format: SourceFormat;
  readonly layers: readonly SourceLayer[];
  /** Removes what was unpacked. */
  close(): Promise<void>;
}

/** A file that cannot be read at all: the message says what is wrong and what to do. */
export class FileUnreadable extends Error {
  override name = 'FileUnreadable';

  constructor(
    /** A word for machines, such as ARCHIVE_TOO_LARGE. */
    readonly reason: string,
    message: string,
    /** The same in Chinese. */
    readonly messageZh: string,
  ) {
    super(message);
  }
}
