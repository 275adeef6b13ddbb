import { JsonValuePass, TooDeep } from './json-value.ts';
import { MAX_FEATURE_BYTES, MAX_MEMBER_BYTES } from './limits.ts';

/** JSON that cannot be cut into features; the row is the feature it happened at, from 1. */
export class SplitProblem extends Error {
  constructor(
    readonly kind: 'MALFORMED' | 'TOO_DEEP' | 'TOO_LARGE' | 'TRUNCATED',
    message: string,
    readonly row: number,
  ) {
    super(message);
  }
}

/**
 * Features that stand next to each other, commas between. Good until the splitter is fed again. `bounds` holds where each
 * begins and ends.
 */
export interface Batch {
  readonly bytes: Buffer;
  readonly bounds: readonly number[];
  /** Elements of a list, or a value that stands alone. */
  readonly alone: boolean;
}

// What the splitter expects next.
const TOP = 0;
const ELEMENT_OR_END = 1;
const ELEMENT = 2;
const AFTER_ELEMENT = 3;
const KEY_OR_END = 4;
const KEY = 5;
const COLON = 6;
const MEMBER = 7;
const AFTER_MEMBER = 8;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const RECORD_SEPARATOR = 0x1e;

/** What is of interest beside the features. */
const MEMBERS = new Set(['type', 'crs', 'name', 'notes']);

/**
 * Cuts GeoJSON into its features without parsing it: a collection, a list of features, or features one after another. Bytes
 * come in chunks of any size; only the feature that is not whole yet is kept.
 */
export class JsonSplitter {
  /** What the collection says beside its features, as it stands there. */
  readonly members = new Map<string, string>();
  /** Features cut out so far. */
  row = 0;
  collection = false;

  private readonly pass = new JsonValuePass();
  private window: Buffer = Buffer.alloc(0);
  private limit = 0;
  private at = 0;
  /** From here on the window is still needed. */
  private anchor = 0;
  private state = TOP;
  private inObject = false;
  private values = 0;
  private valueStart = -1;
  private objectStart = -1;
  private key = '';
  private bounds: number[] = [];

  /** Batches that are whole with this chunk. */
  *feed(chunk: Uint8Array): Generator<Batch> {
    this.append(chunk);
    while (this.at < this.limit) {
      if (this.valueStart >= 0) {
        if (!this.passValue()) break;
        this.endValue();
      } else {
        const batch = this.step();
        if (batch) yield batch;
      }
    }
    if (this.bounds.length > 0) yield this.flush();
    const kept = this.objectStart >= 0 ? this.objectStart : this.valueStart >= 0 ? this.valueStart : this.at;
    this.anchor = kept;
    if (this.limit - kept > MAX_FEATURE_BYTES) throw this.problem('TOO_LARGE', 'a feature is too large');
  }

  /** To be called after the last chunk. */
  end(): void {
    if (this.state !== TOP || this.values === 0) throw this.problem('TRUNCATED', `in feature ${this.row + 1}`);
  }

  private append(chunk: Uint8Array): void {
    const rest = this.limit - this.anchor;
    if (this.limit + chunk.length > this.window.length) {
      const needed = rest + chunk.length;
      const target = needed * 2 > this.window.length ? Buffer.allocUnsafe(needed * 2) : this.window;
      this.window.copy(target, 0, this.anchor, this.limit);
      this.window = target;
      this.at -= this.anchor;
      if (this.valueStart >= 0) this.valueStart -= this.anchor;
      if (this.objectStart >= 0) this.objectStart -= this.anchor;
      this.limit = rest;
      this.anchor = 0;
    }
    this.window.set(chunk, this.limit);
    this.limit += chunk.length;
  }

  /** Whether the value that was begun has ended; `at` is then behind it. */
  private passValue(): boolean {
    try {
      const end = this.pass.run(this.window, this.valueStart, this.at, this.limit);
      this.at = end < 0 ? this.limit : end;
      return end >= 0;
    } catch (error) {
      if (error instanceof TooDeep) throw this.problem('TOO_DEEP', 'nested too deeply');
      throw error;
    }
  }

  /** One byte between values; a batch when it ends one. */
  private step(): Batch | null {
    const byte = this.window[this.at] as number;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) this.at++;
    else if (this.state === TOP) this.beginTop(byte);
    else if (this.state === AFTER_ELEMENT) {
      if (byte === CLOSE_LIST) return this.endList();
      this.expect(byte, COMMA, ELEMENT);
    } else if (this.state === AFTER_MEMBER) {
      if (byte === CLOSE_OBJECT) return this.endObject();
      this.expect(byte, COMMA, KEY);
    } else if (this.state === ELEMENT_OR_END && byte === CLOSE_LIST) return this.endList();
    else if (this.state === KEY_OR_END && byte === CLOSE_OBJECT) return this.endObject();
    else if (this.state === KEY_OR_END || this.state === KEY) this.beginKey(byte);
    else if (this.state === COLON) this.expect(byte, 0x3a, MEMBER);
    else if (this.state === MEMBER && byte === OPEN_LIST && this.key === 'features' && !this.collection) {
      this.at++;
      this.collection = true;
      this.objectStart = -1;
      this.state = ELEMENT_OR_END;
    } else this.beginValue(byte);
    return null;
  }

  private beginTop(byte: number): void {
    this.at++;
    if (byte === RECORD_SEPARATOR) return;
    if (this.values > 0 && this.collection) throw this.problem('MALFORMED', 'there is more after the collection');
    this.values++;
    if (byte === OPEN_LIST && this.values === 1) {
      this.collection = true;
      this.state = ELEMENT_OR_END;
    } else if (byte === OPEN_OBJECT) {
      this.objectStart = this.at - 1;
      this.inObject = true;
      this.state = KEY_OR_END;
    } else throw this.problem('MALFORMED', `“${String.fromCharCode(byte)}” is out of place after feature ${this.row}`);
  }

  private expect(byte: number, wanted: number, next: number): void {
    if (byte !== wanted) {
      throw this.problem('MALFORMED', `“${String.fromCharCode(wanted)}” is missing after feature ${this.row}`);
    }
    this.at++;
    this.state = next;
  }

  private beginKey(byte: number): void {
    if (byte !== QUOTE) throw this.problem('MALFORMED', `a name is missing after feature ${this.row}`);
    this.state = KEY;
    this.valueStart = this.at;
  }

  private beginValue(byte: number): void {
    if (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT || byte === 0x3a) {
      throw this.problem('MALFORMED', `a value is missing after feature ${this.row}`);
    }
    this.valueStart = this.at;
  }

  private endValue(): void {
    const start = this.valueStart;
    this.valueStart = -1;
    if (this.state === ELEMENT || this.state === ELEMENT_OR_END) {
      this.bounds.push(start, this.at);
      this.row++;
      this.state = AFTER_ELEMENT;
      return;
    }
    const short = this.at - start <= MAX_MEMBER_BYTES;
    if (this.state === KEY) {
      this.key = short ? nameIn(this.window.toString('utf8', start, this.at)) : '';
      this.state = COLON;
    } else {
      if (short && MEMBERS.has(this.key)) this.members.set(this.key, this.window.toString('utf8', start, this.at));
      this.state = AFTER_MEMBER;
    }
  }

  private endList(): Batch | null {
    this.at++;
    this.state = this.inObject ? AFTER_MEMBER : TOP;
    return this.bounds.length > 0 ? this.flush() : null;
  }

  private endObject(): Batch | null {
    this.at++;
    this.state = TOP;
    this.inObject = false;
    if (this.objectStart < 0) return null;
    const start = this.objectStart;
    this.objectStart = -1;
    this.row++;
    return { bytes: this.window.subarray(start, this.at), bounds: [0, this.at - start], alone: true };
  }

  private flush(): Batch {
    const { bounds } = this;
    this.bounds = [];
    const start = bounds[0] ?? 0;
    const end = bounds.at(-1) ?? start;
    return { bytes: this.window.subarray(start, end), bounds: bounds.map((bound) => bound - start), alone: false };
  }

  private problem(kind: SplitProblem['kind'], message: string): SplitProblem {
    return new SplitProblem(kind, message, this.row + 1);
  }
}

function nameIn(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return '';
  }
}
