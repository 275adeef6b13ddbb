import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { bytesAt, Progress } from './byte-source.ts';
import type { AskedEncoding, TextEncoding } from './encoding.ts';
import { detectEncoding, utf8Chunks } from './encoding.ts';
import { crsFromMember, declaredCrs, epsgFromName } from './crs.ts';
import { rowFrom } from './geojson-feature.ts';
import { JsonSplitter, SplitProblem } from './json-splitter.ts';
import type { Batch } from './json-splitter.ts';
import { MAX_DEPTH, MAX_FEATURE_BYTES, TAIL_BYTES } from './limits.ts';
import { isRecord, megabytes, problemOf, rowFault, unreadable } from './reasons.ts';
import type { DeclaredCrs, FileUnreadable, SourceFile, SourceLayer, SourceRow } from './source-file.ts';

interface GeoJsonFile {
  readonly path: string;
  /** As people know it. */
  readonly name: string;
  readonly encoding: TextEncoding;
}

/** GeoJSON as a collection, a list, features one after another (with or without record separators), or a geometry. */
export async function openGeoJson(path: string, name: string, asked?: AskedEncoding): Promise<SourceFile> {
  const file: GeoJsonFile = { path, name, encoding: await detectEncoding(path, name, asked) };
  const outline = await outlineOf(file);
  const layer = new GeoJsonLayer(file, outline, (await stat(path)).size);
  return { format: 'GEOJSON', layers: [layer], close: async () => {} };
}

interface Outline {
  readonly title: string | null;
  readonly crs: DeclaredCrs | null;
}

class GeoJsonLayer implements SourceLayer {
  readonly name: string;
  readonly encoding: TextEncoding;
  readonly crs: DeclaredCrs | null;
  readonly headings = null;
  readonly count = null;
  private progressed: Progress;

  constructor(
    private readonly file: GeoJsonFile,
    outline: Outline,
    private readonly size: number,
  ) {
    this.name = outline.title ?? file.name.replace(/\.[^.]*$/, '');
    this.encoding = file.encoding;
    this.crs = outline.crs;
    this.progressed = new Progress(size);
  }

  progress(): number {
    return this.progressed.share();
  }

  async *rows(): AsyncGenerator<SourceRow> {
    const { file } = this;
    this.progressed = new Progress(this.size);
    const splitter = new JsonSplitter();
    let row = 0;
    for await (const batch of batchesOf(file, splitter, this.progressed)) {
      for (const value of valuesOf(batch, file)) {
        row++;
        yield value instanceof BadFeature ? value.asRow(row) : rowFrom(value, row);
      }
    }
    if (this.crs === null && outlineFrom(splitter).crs) throw unreadable('CRS_NOT_SEEN_IN_TIME', { name: file.name });
  }
}

/** An element of a collection that is not JSON although its brackets are. */
class BadFeature {
  constructor(private readonly problem: string) {}

  asRow(row: number): SourceRow {
    const faults = [rowFault('FEATURE_NOT_JSON', { problem: this.problem })];
    return { row, attributes: {}, geometry: null, faults };
  }
}

function valuesOf({ bytes, bounds }: Batch, { name, encoding }: GeoJsonFile): readonly unknown[] {
  if (!isUtf8(bytes)) throw unreadable('ENCODING_CHANGES', { name, encoding: encoding.name, where: 'in a feature' });
  try {
    return JSON.parse(`[${bytes.toString('utf8')}]`) as unknown[];
  } catch {
    // One of them is bad: the others are still good.
    const values: unknown[] = [];
    for (let index = 0; index + 1 < bounds.length; index += 2) {
      values.push(parsed(bytes.toString('utf8', bounds[index], bounds[index + 1])));
    }
    return values;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return new BadFeature(problemOf(error));
  }
}

async function* batchesOf(file: GeoJsonFile, splitter: JsonSplitter, progress?: Progress): AsyncGenerator<Batch> {
  try {
    for await (const chunk of utf8Chunks(file.path, file.name, file.encoding, progress)) yield* splitter.feed(chunk);
    splitter.end();
  } catch (error) {
    if (!(error instanceof SplitProblem)) throw error;
    throw unreadableFrom(error, file.name);
  }
}

function unreadableFrom(problem: SplitProblem, name: string): FileUnreadable {
  if (problem.kind === 'TOO_DEEP') return unreadable('NESTED_TOO_DEEPLY', { name, limit: MAX_DEPTH });
  if (problem.kind === 'TRUNCATED') return unreadable('FILE_TRUNCATED', { name, where: problem.message });
  if (problem.kind === 'MALFORMED') return unreadable('JSON_MALFORMED', { name, problem: problem.message });
  return unreadable('FEATURE_TOO_LARGE', { name, row: String(problem.row), limit: megabytes(MAX_FEATURE_BYTES) });
}

/** What the file says before its features, and after them where it says something there. */
async function outlineOf(file: GeoJsonFile): Promise<Outline> {
  const splitter = new JsonSplitter();
  const batches = batchesOf(file, splitter);
  try {
    const first = await batches.next();
    if (first.done && !splitter.collection) {
      throw unreadable('JSON_NOT_GEOJSON', { name: file.name, problem: 'no feature' });
    }
    if (!first.done && first.value.alone) assertGeoJson(valuesOf(first.value, file)[0], file.name);
    else {
      if (!first.done) assertPlain(first.value, file.name);
      // Reading on only finds the members: nothing is parsed.
      if (!(await isAllSaid(file, splitter))) while (!(await batches.next()).done);
    }
  } finally {
    await batches.return(undefined);
  }
  assertCollection(splitter, file.name);
  return outlineFrom(splitter);
}

/** Whether nothing of interest can stand behind what was read: the end of the file does not mention it. */
async function isAllSaid({ path, encoding }: GeoJsonFile, { members }: JsonSplitter): Promise<boolean> {
  if (!members.has('type')) return false;
  const { size } = await stat(path);
  const tail = await bytesAt(path, Math.max(0, size - TAIL_BYTES), TAIL_BYTES);
  return members.has('crs') || !mentionsCrs(tail, encoding);
}

function mentionsCrs(tail: Buffer, encoding: TextEncoding): boolean {
  return tail.includes(Buffer.from('"crs"', encoding.name === 'UTF-16LE' ? 'utf16le' : 'latin1'));
}

function assertCollection(splitter: JsonSplitter, name: string): void {
  const type = memberOf(splitter, 'type');
  if (!splitter.collection || (type === undefined && splitter.members.size === 0)) return;
  if (type !== 'FeatureCollection') {
    throw unreadable('JSON_NOT_GEOJSON', { name, problem: `its type is ${JSON.stringify(type) ?? 'missing'}` });
  }
}

/** What looks like a collection of features and has them in the way of another program. */
function assertPlain({ bytes, bounds }: Batch, name: string): void {
  const value = parsed(bytes.toString('utf8', bounds[0], bounds[1]));
  if (!isRecord(value)) return;
  if (isRecord(value.geometry) && 'encodeOffsets' in value.geometry) throw unreadable('GEOJSON_ENCODED', { name });
  if (isRecord(value.attributes) && value.type === undefined) throw unreadable('JSON_OF_ESRI', { name });
}

/** A single object may be a feature or geometry with faults; anything else is some other JSON. */
function assertGeoJson(value: unknown, name: string): void {
  if (value instanceof BadFeature) return;
  const record = isRecord(value) ? value : {};
  if (record.type === 'FeatureCollection') {
    throw unreadable('JSON_NOT_GEOJSON', { name, problem: 'the collection has no list “features”' });
  }
  if (['geometry', 'coordinates', 'geometries', 'properties'].some((member) => member in record)) return;
  if (record.type === 'Feature') return;
  const isGeometry = ['Point', 'Polygon', 'MultiPolygon', 'LineString', 'MultiLineString', 'MultiPoint'];
  if (isGeometry.includes(String(record.type)) || record.type === 'GeometryCollection') return;
  throw unreadable('JSON_NOT_GEOJSON', { name, problem: `its type is ${JSON.stringify(record.type) ?? 'missing'}` });
}

function outlineFrom(splitter: JsonSplitter): Outline {
  const title = memberOf(splitter, 'name');
  const crs = memberOf(splitter, 'crs');
  return {
    title: typeof title === 'string' && title.trim() !== '' ? title : null,
    crs: isRecord(crs) ? crsFromMember(crs) : crsFromNotes(memberOf(splitter, 'notes')),
  };
}

/** Files of ours say it in their notes: GeoJSON has no member for the systems that it takes for granted. */
function crsFromNotes(notes: unknown): DeclaredCrs | null {
  const said = isRecord(notes) ? notes['crs'] : null;
  return typeof said === 'string' ? declaredCrs(epsgFromName(said), said, 'notes') : null;
}

function memberOf(splitter: JsonSplitter, key: string): unknown {
  const text = splitter.members.get(key);
  if (text === undefined) return undefined;
  const value = parsed(text);
  return value instanceof BadFeature ? undefined : value;
}
