/** What the process that reads and the one that asks say to each other, as JSON. */
import type { AskedEncoding } from '../encoding.ts';
import { rowFault } from '../reasons.ts';
import type { SourceFormat, SourceLayer, SourceRow, SourceValue } from '../source-file.ts';

export interface OpenCommand {
  readonly path: string;
  readonly fileName: string;
  readonly encoding: AskedEncoding | null;
  readonly temporaryFolder: string;
  readonly memoryBytes: number;
  /** Of the processor, for each answer. */
  readonly secondsForAnswer: number;
}

/** Rows of a layer from its beginning, or those that follow. Each command has one answer. */
export type Command = { readonly open: OpenCommand } | { readonly rowsOf: number } | { readonly more: true };

export type ListedLayer = Pick<SourceLayer, 'name' | 'encoding' | 'crs' | 'headings' | 'count'>;

export type Answer =
  | { readonly format: SourceFormat; readonly layers: readonly ListedLayer[] }
  | { readonly rows: readonly SentRow[]; readonly progress: number; readonly done: boolean }
  | { readonly unreadable: { readonly reason: string; readonly message: string; readonly messageZh: string } }
  /** What nobody foresaw. */
  | { readonly failed: string };

/** Headings are sent when they are others than those of the row before: rows of a table repeat them all. */
export type SentRow = readonly [
  row: number,
  headings: readonly string[] | 0,
  values: readonly SourceValue[],
  geometry: SourceRow['geometry'],
  faults: SourceRow['faults'] | 0,
];

/** Characters of one row as it is sent. */
const MAX_ROW_CHARACTERS = 256 * 1024 * 1024;

/** Rows as texts, one after the other. */
export class RowEncoder {
  private headings: readonly string[] | null = null;

  encode({ row, attributes, geometry, faults }: SourceRow): string {
    const headings = Object.keys(attributes);
    const isSame =
      headings.length === this.headings?.length && headings.every((each, at) => each === this.headings?.[at]);
    this.headings = headings;
    const values = Object.values(attributes).map(asJson);
    const sent: SentRow = [row, isSame ? 0 : headings, values, geometry, faults.length > 0 ? faults : 0];
    return shortText(sent) ?? this.encode({ row, attributes: {}, geometry: null, faults: [rowFault('ROW_TOO_LARGE')] });
  }
}

/** JSON has no word for numbers that are not finite; as texts they are no numbers to whoever wants one. */
const asJson = (value: SourceValue): SourceValue =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

function shortText(sent: SentRow): string | null {
  try {
    const text = JSON.stringify(sent);
    return text.length > MAX_ROW_CHARACTERS ? null : text;
  } catch (error) {
    // Longer than a text can be.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The other way. */
export class RowDecoder {
  private headings: readonly string[] = [];

  decode([row, headings, values, geometry, faults]: SentRow): SourceRow {
    if (headings !== 0) this.headings = headings;
    // An attribute may be called __proto__.
    const attributes = Object.fromEntries(this.headings.map((heading, at) => [heading, values[at] ?? null]));
    return { row, attributes, geometry, faults: faults === 0 ? [] : faults };
  }
}
