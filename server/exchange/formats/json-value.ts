import { MAX_DEPTH } from './limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const BLANK = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** Above it stand letters and brackets, below it digits and all other signs. */
const LAST_CAPITAL = 0x5a;

/** Brackets within brackets beyond the limit. */
export class TooDeep extends Error {}

/** Finds where a JSON value ends, without parsing it, however its bytes are divided. */
export class JsonValuePass {
  private depth = 0;
  private inString = false;
  private escaped = false;

  /**
   * Goes on from `at` to the byte after the value that began at `start`; minus one when it has not ended by the limit. This is
   * the inner loop of reading GeoJSON, where most bytes are digits.
   */
  run(bytes: Uint8Array, start: number, from: number, limit: number): number {
    let { depth } = this;
    let at = from;
    if (this.inString) {
      at = this.passString(bytes, at, limit);
      if (this.inString) return -1;
      if (depth === 0) return at;
    }
    while (at < limit) {
      const byte = bytes[at] as number;
      if (byte > LAST_CAPITAL) {
        // Square and curly brackets differ in this one bit only.
        const folded = byte | 0x20;
        if (folded === OPEN) {
          if (depth === 0 && at > start) return this.end(at);
          depth++;
          if (depth > MAX_DEPTH) throw new TooDeep();
        } else if (folded === CLOSE) {
          if (depth === 0) return this.end(at);
          depth--;
          if (depth === 0) return this.end(at + 1);
        }
      } else if (byte === QUOTE) {
        if (depth === 0 && at > start) return this.end(at);
        at = this.passString(bytes, at + 1, limit);
        if (!this.inString && depth === 0) return this.end(at);
        continue;
      } else if (depth === 0 && (byte === COMMA || byte <= BLANK)) return this.end(at);
      at++;
    }
    this.depth = depth;
    return -1;
  }

  private end(at: number): number {
    this.depth = 0;
    return at;
  }

  /** To the byte after the closing quotation mark, or to the limit and still in the string. */
  private passString(bytes: Uint8Array, from: number, limit: number): number {
    this.inString = true;
    let at = from;
    if (this.escaped && at < limit) {
      at++;
      this.escaped = false;
    }
    while (at < limit) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.inString = false;
        return at + 1;
      }
      if (byte === BACKSLASH) {
        at++;
        if (at >= limit) this.escaped = true;
      }
      at++;
    }
    return limit;
  }
}
