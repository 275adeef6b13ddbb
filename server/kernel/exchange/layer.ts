import type { Sql } from '../graph/sql.ts';

/** A text in both languages of the product. */
export interface Wording {
  readonly zh: string;
  readonly en: string;
}

/**
 * `codes` are codes of other objects, joined by ";" in files; `date` is YYYY-MM-DD; `people` is a count of people or
 * households, which is never 1 to 9 (below 10 it is not told).
 */
export type FieldType = 'text' | 'integer' | 'number' | 'date' | 'codes' | 'people';

/** What a value may be, and what files call it. */
export interface FieldValue {
  readonly value: string;
  readonly title: Wording;
  /** Further words that files use for it. */
  readonly headings?: readonly string[];
}

/** A text as it may be kept, with what is to be said of that: a note where it is another than the file has, or why it cannot be. */
export interface ReadText {
  readonly value: string | null;
  readonly note?: ValueWords;
  readonly refused?: ValueWords;
}

export interface ValueWords {
  /** A word for machines. */
  readonly reason: string;
  /** Says nothing of what stands in the file; in English and in Chinese. */
  readonly message: string;
  readonly messageZh: string;
}

export interface ExchangeField {
  /** The name in files that leave here: a heading, a property. */
  readonly name: string;
  /** The name in dBASE files: at most ten ASCII characters. */
  readonly dbf: string;
  readonly type: FieldType;
  readonly title: Wording;
  /** Further headings that files have for it, Chinese and English; case, blanks and punctuation do not count. */
  readonly headings?: readonly string[];
  /** Without it a new object cannot be made. */
  readonly required?: true;
  /** Said once, when the object is made: a file that says otherwise later is refused. */
  readonly fixed?: true;
  /** Where a file says nothing, it follows from the code or the place. */
  readonly derived?: true;
  /** Only these values; the list is open when it is left out. */
  readonly values?: readonly FieldValue[];
  /** Statement: the entries of the code book that its values are of, with the columns `value`, `zh` and `en`. */
  readonly book?: Sql;
  /** What a feature makes of a text of a file before anything else looks at it. */
  readonly read?: (text: string) => ReadText;
  /** Goes out and is not taken in: it follows from other facts. */
  readonly outOnly?: true;
  /** A text that is an instant, kept as 2025-12-31T09:30:00+08:00; of a day alone it is the first or the last second in China. */
  readonly instant?: 'FIRST' | 'LAST';
  /** Not public: goes out to posts that may see cases, and then as far as the database shows it. */
  readonly officials?: true;
}

export type LayerGeometry = 'MultiPolygon' | 'Point';

/** A file that is being compared with what is known: its rows are in `import_row`. */
export interface ImportScope {
  readonly run: number;
  /** The date the file speaks of. */
  readonly asOf: string;
}

/** A file that is being written, under the source its rows will name. */
export interface WriteScope extends ImportScope {
  readonly sourceId: number;
  /** How many rows are written in each way: what there is none of need not be asked of the database. */
  readonly counts: Readonly<Record<'ADDED' | 'CHANGED' | 'ENDED', number>>;
}

/**
 * What files may hold of one kind of object, and how it is read from and written to the tables of its feature. The
 * state of a layer at a date is what goes out, and what a file that comes in is compared with: so what went out and comes
 * in again changes nothing.
 */
export interface ExchangeLayer {
  /** The name in addresses and on the command line, such as `yards`. */
  readonly key: string;
  readonly title: Wording;
  /** The shape of its objects; null when they have none. */
  readonly geometry: LayerGeometry | null;
  /** Whether a new object must come with a shape. */
  readonly geometryRequired: boolean;
  /** The field `code` is the first: it tells which object a row is about. */
  readonly fields: readonly ExchangeField[];
  /** Statement: how its codes are made, as patterns of POSIX, one row each, with the column `pattern`. */
  readonly codePatterns?: Sql;
  /** Its codes are those of the national list of divisions. */
  readonly inNationalList?: true;
  /** Whether objects can end because a complete file does not name them any more. */
  readonly canEnd: boolean;
  /**
   * Statement: the objects that existed at the end of the day, one row each, with the columns `code` text, `path` text (codes
   * from the district down to where it belongs, see area_path), `attributes` jsonb (a value or null for each field, by its
   * name; `codes` as a sorted array), `geom` geometry in EPSG:4490 or null, and `source_id`. In no order.
   */
  state(asOf: string): Sql;
  /** Statements that fill in what follows from what the rows of `import_row` say, before they are compared. */
  complete(scope: ImportScope): Sql[];
  /** Statements whose rows (`row`, `code`, `reason`, `message`) say what the rules of the feature have against rows of the file. */
  refusals(scope: ImportScope): Sql[];
  /** As `refusals`, against what a complete file no longer names: rows below zero. */
  endRefusals(scope: ImportScope): Sql[];
  /** Statements that write what is ADDED, CHANGED and ENDED in `import_row`, in this order. */
  write(scope: WriteScope): Sql[];
}
