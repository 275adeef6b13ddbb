const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** A line with more values than any table has. */
export class TooManyValues extends Error {}

/**
 * Counts the values of each line ahead of the parser, which would hold any number of empty ones. Quotation marks mean what they
 * mean to the parser.
 */
export class CsvLineGuard {
  private values = 1;
  private quoted = false;
  /** The last sign ended a value or a line. */
  private fresh = true;
  /** The last sign was a quotation mark that may have closed a value; a second one shows that it did not. */
  private closed = false;
  private readonly delimiter: number;

  constructor(
    delimiter: string,
    private readonly limit: number,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  take(chunk: Uint8Array): void {
    const { delimiter, limit } = this;
    let { values, quoted, fresh, closed } = this;
    for (const byte of chunk) {
      if (byte === QUOTE) {
        const opens = fresh || closed;
        closed = quoted;
        quoted = !quoted && opens;
        fresh = false;
        continue;
      }
      closed = false;
      if (quoted) continue;
      fresh = byte === delimiter || byte === LINE_FEED || byte === RETURN;
      if (!fresh) continue;
      values = byte === delimiter ? values + 1 : 1;
      if (values > limit) throw new TooManyValues(`a line has more than ${limit} values`);
    }
    this.values = values;
    this.quoted = quoted;
    this.fresh = fresh;
    this.closed = closed;
  }
}
