import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Measured on the demo's tiles (server/docs/tiles.md): 6 to 9 save nothing more, 11 a seventh for sixty times the time. */
const BROTLI_QUALITY = 5;
const GZIP_LEVEL = 5;
/** Under this, compressing gains nothing that a packet would not hold anyway. */
const WORTH_COMPRESSING = 256;
/** What an entry weighs beside its bytes: key, map entry, hash. */
const ENTRY_OVERHEAD = 400;

export type Encoding = 'br' | 'gzip';

/** One tile as it is sent. Compressed at the first request that wants it so, and kept. */
export class Tile {
  /** Hash of the content: equal tiles have equal ones, whichever process made them. */
  readonly hash: string;
  /** As if compressing gained nothing, so that the cache never holds more than it says. */
  readonly weight: number;
  private readonly compressed = new Map<Encoding, Promise<Buffer> | Buffer>();

  /** `era` tells which reckoning of changes the version belongs to, see `TileVersions`. */
  constructor(
    readonly body: Buffer,
    readonly version: number,
    readonly era: number,
  ) {
    this.hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    this.weight = body.length * 3 + ENTRY_OVERHEAD;
  }

  /** How it should be sent to someone who takes these encodings. */
  encodingFor(accepted: ReadonlySet<Encoding>): Encoding | undefined {
    if (this.body.length < WORTH_COMPRESSING) return undefined;
    return accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gzip' : undefined;
  }

  bytes(encoding: Encoding | undefined): Promise<Buffer> | Buffer {
    if (encoding === undefined) return this.body;
    const known = this.compressed.get(encoding);
    if (known) return known;
    const made = this.compress(encoding);
    this.compressed.set(encoding, made);
    made.then(
      (bytes) => this.compressed.set(encoding, bytes),
      () => this.compressed.delete(encoding),
    );
    return made;
  }

  private compress(encoding: Encoding): Promise<Buffer> {
    if (encoding === 'gzip') return toGzip(this.body, { level: GZIP_LEVEL });
    return toBrotli(this.body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: this.body.length,
      },
    });
  }
}
