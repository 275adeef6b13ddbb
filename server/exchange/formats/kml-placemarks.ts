import { Parser } from 'saxen';
import { MAX_DEPTH, MAX_PLACEMARKS } from './limits.ts';

/** XML that cannot be read, or is no KML. */
export class XmlProblem extends Error {
  constructor(
    readonly kind: 'MALFORMED' | 'TRUNCATED' | 'TOO_DEEP' | 'TOO_MANY' | 'NOT_KML',
    message: string,
  ) {
    super(message);
  }
}

export interface Placemark {
  readonly values: Map<string, string | null>;
  /** GeoJSON geometries whose structure is still to be judged; more than one is against the standard. */
  readonly geometries: unknown[];
  /** Kinds of shapes that are not read. */
  readonly unread: string[];
}

/** A shape that is being read: coordinates, or the shapes within it. */
interface OpenShape {
  readonly kind: string;
  positions: (number | null)[][];
  outer: unknown[];
  readonly inner: unknown[];
  readonly members: unknown[];
}

const SHAPES = new Set(['Point', 'LineString', 'LinearRing', 'Polygon', 'MultiGeometry', 'Track', 'MultiTrack']);
const UNREAD = new Set(['Model']);
/** Where a placemark says something about itself that is kept. */
const TEXTS = new Set(['Placemark/name', 'Placemark/description', 'TimeStamp/when', 'TimeSpan/begin', 'TimeSpan/end']);

/** The placemarks of a KML document in their order, without styles. */
export function placemarksOf(xml: string): Placemark[] {
  const reader = new PlacemarkReader();
  const parser = new Parser();
  parser.on('openTag', (name, attributes, decode) => reader.open(localName(name), attributes, decode));
  parser.on('closeTag', (name) => reader.close(localName(name)));
  parser.on('text', (text, decode) => reader.text(decode(text)));
  parser.on('cdata', (text) => reader.text(text));
  parser.on('error', (error) => {
    throw new XmlProblem(/unclosed|unexpected end|eof/i.test(error.message) ? 'TRUNCATED' : 'MALFORMED', error.message);
  });
  parser.parse(xml);
  return reader.end();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

class PlacemarkReader {
  private readonly placemarks: Placemark[] = [];
  private readonly path: string[] = [];
  private readonly shapes: OpenShape[] = [];
  private placemark: Placemark | null = null;
  private texts: string[] = [];
  private dataName = '';

  open(name: string, attributes: () => Readonly<Record<string, unknown>>, decode: (text: string) => string): void {
    if (this.path.length === 0 && name !== 'kml' && name !== 'Document' && name !== 'Folder' && name !== 'Placemark') {
      throw new XmlProblem('NOT_KML', name);
    }
    this.path.push(name);
    if (this.path.length > MAX_DEPTH) throw new XmlProblem('TOO_DEEP', name);
    this.texts = [];
    if (name === 'Placemark') this.placemark = { values: new Map(), geometries: [], unread: [] };
    if (!this.placemark) return;
    if (name === 'Data' || name === 'SimpleData') this.dataName = decode(String(attributes().name ?? ''));
    if (SHAPES.has(name)) this.shapes.push({ kind: name, positions: [], outer: [], inner: [], members: [] });
    if (UNREAD.has(name)) this.placemark.unread.push(name);
  }

  text(text: string): void {
    if (this.placemark) this.texts.push(text);
  }

  close(name: string): void {
    if (this.path.pop() !== name) throw new XmlProblem('MALFORMED', `“${name}” closes what was not open`);
    const { placemark } = this;
    if (!placemark) return;
    const text = this.texts.join('');
    this.texts = [];
    const parent = this.path.at(-1) ?? '';
    const shape = this.shapes.at(-1);
    if (name === 'Placemark') {
      if (this.placemarks.push(placemark) > MAX_PLACEMARKS) throw new XmlProblem('TOO_MANY', name);
      this.placemark = null;
      this.shapes.length = 0;
    } else if (SHAPES.has(name)) this.closeShape(placemark, parent);
    else if (name === 'coordinates' && shape) shape.positions = positionsFrom(text);
    else if (name === 'coord' && shape) shape.positions.push(text.trim().split(/\s+/).map(numberFrom));
    else if (name === 'SimpleData' || (name === 'value' && parent === 'Data')) this.keep(this.dataName, text);
    else if (TEXTS.has(`${parent}/${name}`)) this.keep(name, text);
  }

  end(): Placemark[] {
    if (this.path.length > 0) throw new XmlProblem('TRUNCATED', `“${this.path.at(-1)}” is not closed`);
    return this.placemarks;
  }

  private keep(name: string, text: string): void {
    if (name !== '') this.placemark?.values.set(name, text.trim() === '' ? null : text.trim());
  }

  private closeShape(placemark: Placemark, parent: string): void {
    const shape = this.shapes.pop();
    if (!shape) return;
    const outside = this.shapes.at(-1);
    if (outside?.kind === 'Polygon' && shape.kind === 'LinearRing') {
      if (parent === 'innerBoundaryIs') outside.inner.push(shape.positions);
      else outside.outer = shape.positions;
    } else (outside?.members ?? placemark.geometries).push(geometryFrom(shape));
  }
}

function geometryFrom({ kind, positions, outer, inner, members }: OpenShape): unknown {
  if (kind === 'Point') return { type: 'Point', coordinates: positions[0] ?? [] };
  if (kind === 'Polygon')
    return { type: 'Polygon', coordinates: outer.length + inner.length > 0 ? [outer, ...inner] : [] };
  if (kind === 'MultiGeometry' || kind === 'MultiTrack') return { type: 'GeometryCollection', geometries: members };
  return { type: 'LineString', coordinates: positions };
}

/** "x,y,z x,y,z"; blanks behind commas are against the standard and frequent. What is no number becomes null. */
function positionsFrom(text: string): (number | null)[][] {
  const tuples = text.replace(/\s*,\s*/g, ',').trim();
  return tuples === '' ? [] : tuples.split(/\s+/).map((tuple) => tuple.split(',').map(numberFrom));
}

function numberFrom(text: string): number | null {
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? null : value;
}
