import { MAX_COLLECTION_DEPTH, MAX_GEOMETRY_POINTS } from './limits.ts';

/** Text that is not a geometry in well-known text. */
export class WktProblem extends Error {}

export interface ReadWkt {
  /** A GeoJSON geometry whose structure is still to be judged. */
  readonly geometry: unknown;
  readonly srid: number | null;
}

const NAMES: Readonly<Record<string, { type: string; depth: number }>> = {
  POINT: { type: 'Point', depth: 0 },
  LINESTRING: { type: 'LineString', depth: 1 },
  POLYGON: { type: 'Polygon', depth: 2 },
  MULTIPOINT: { type: 'MultiPoint', depth: 1 },
  MULTILINESTRING: { type: 'MultiLineString', depth: 2 },
  MULTIPOLYGON: { type: 'MultiPolygon', depth: 3 },
};

const LOOKS_LIKE_WKT =
  /^\s*(?:SRID\s*=\s*\d+\s*;)?\s*(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(?:ZM|Z|M)?\s*(?:\(|EMPTY)/i;

export function looksLikeWkt(text: string): boolean {
  return LOOKS_LIKE_WKT.test(text.slice(0, 100));
}

/** Well-known text, with or without SRID, heights and measures. Nothing may stand behind it. */
export function readWkt(text: string): ReadWkt {
  const reader = new Reader(text);
  const srid = reader.srid();
  const geometry = reader.geometry(0);
  reader.end();
  return { geometry, srid };
}

class Reader {
  private at = 0;
  private points = 0;
  private readonly number = /\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)(?=[\s,)]|$)/iy;
  private readonly word = /\s*([a-z]+)/iy;
  private readonly sign = /\s*([(),])/y;

  constructor(private readonly text: string) {}

  srid(): number | null {
    const match = /^\s*SRID\s*=\s*(\d{1,6})\s*;/i.exec(this.text.slice(0, 40));
    if (!match) return null;
    this.at = match[0].length;
    return Number(match[1]);
  }

  geometry(depth: number): unknown {
    if (depth > MAX_COLLECTION_DEPTH) throw new WktProblem(`nested more than ${MAX_COLLECTION_DEPTH} deep`);
    const name = this.take(this.word)?.toUpperCase() ?? '';
    const base = name.replace(/(ZM|Z|M)$/, '');
    const isCollection = base === 'GEOMETRYCOLLECTION';
    const kind = NAMES[base];
    if (!kind && !isCollection) throw this.problem(`“${name.slice(0, 30)}” is not a shape`);
    const next = this.take(this.word)?.toUpperCase();
    const empty = next === 'EMPTY' || (next !== undefined && this.take(this.word)?.toUpperCase() === 'EMPTY');
    if (next !== undefined && !['EMPTY', 'Z', 'M', 'ZM'].includes(next)) throw this.problem(`“${next.slice(0, 30)}”`);
    if (!kind)
      return { type: 'GeometryCollection', geometries: empty ? [] : this.list(() => this.geometry(depth + 1)) };
    if (empty) return { type: kind.type, coordinates: [] };
    if (kind.type === 'Point') {
      this.expect('(');
      const coordinates = this.position();
      this.expect(')');
      return { type: 'Point', coordinates };
    }
    return { type: kind.type, coordinates: this.nested(kind.depth, kind.type === 'MultiPoint') };
  }

  end(): void {
    if (this.text.slice(this.at).trim() !== '') throw this.problem('there is more behind it');
  }

  private nested(depth: number, bracketed: boolean): unknown {
    if (depth > 1) {
      return this.list(() => (this.take(/\s*(EMPTY)/iy) === undefined ? this.nested(depth - 1, false) : []));
    }
    return this.list(() => {
      if (!bracketed || this.take(/\s*(\()/y) === undefined) return this.position();
      const position = this.position();
      this.expect(')');
      return position;
    });
  }

  private list(read: () => unknown): unknown[] {
    this.expect('(');
    const parts = [read()];
    for (;;) {
      const sign = this.take(this.sign);
      if (sign === ')') return parts;
      if (sign !== ',') throw this.problem('a bracket or comma is missing');
      parts.push(read());
    }
  }

  private position(): number[] {
    if (++this.points > MAX_GEOMETRY_POINTS) throw new WktProblem(`more than ${MAX_GEOMETRY_POINTS} points`);
    const position: number[] = [];
    for (let number = this.take(this.number); number !== undefined; number = this.take(this.number)) {
      if (position.length === 4) throw this.problem('a position has more than four numbers');
      position.push(Number(number));
    }
    if (position.length < 2) throw this.problem('a position has fewer than two numbers');
    return position;
  }

  private expect(sign: string): void {
    if (this.take(this.sign) !== sign) throw this.problem(`“${sign}” is missing`);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.at = pattern.lastIndex;
    return match[1];
  }

  private problem(what: string): WktProblem {
    return new WktProblem(`${what} at character ${this.at + 1}`);
  }
}
