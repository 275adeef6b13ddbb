import { stat } from 'node:fs/promises';
import type { Archive } from './archive.ts';
import type { AskedEncoding, TextEncoding } from './encoding.ts';
import { detectEncoding, utf8Chunks } from './encoding.ts';
import { declaredCrs } from './crs.ts';
import { placemarksOf, XmlProblem } from './kml-placemarks.ts';
import type { Placemark } from './kml-placemarks.ts';
import { attributesFrom } from './attributes.ts';
import { MAX_DEPTH, MAX_KML_BYTES, MAX_LAYERS, MAX_PLACEMARKS } from './limits.ts';
import { megabytes, rowFault, unreadable } from './reasons.ts';
import type { RowFault, SourceFile, SourceLayer, SourceRow } from './source-file.ts';
import { structured } from './structure.ts';
import { TemporaryFolder } from './temporary-folder.ts';

export async function openKml(path: string, name: string, asked?: AskedEncoding): Promise<SourceFile> {
  const layer = await openLayer(path, name, name.replace(/\.[^.]*$/, ''), asked);
  return { format: 'KML', layers: [layer], close: async () => {} };
}

/** KML in a zip archive: each .kml is a layer. They are read whole, so nothing unpacked has to stay. */
export async function openKmz(
  archive: Archive,
  name: string,
  asked?: AskedEncoding,
  temporaryFolder?: string,
): Promise<SourceFile> {
  const entries = archive.entries.filter(isKmlEntry);
  if (entries.length > MAX_LAYERS) throw unreadable('TOO_MANY_LAYERS', { name, limit: MAX_LAYERS });
  const folder = await TemporaryFolder.make(temporaryFolder);
  try {
    const layers: SourceLayer[] = [];
    for (const [index, entry] of entries.entries()) {
      const path = folder.file(`${index}.kml`);
      await archive.unpack(entry, path);
      const title = entries.length === 1 ? name : (entry.path.split('/').at(-1) ?? name);
      layers.push(await openLayer(path, name, title.replace(/\.[^.]*$/, ''), asked));
    }
    return { format: 'KML', layers, close: async () => {} };
  } finally {
    await folder.remove();
  }
}

export function isKmlEntry({ path }: { readonly path: string }): boolean {
  return /\.kml$/i.test(path) && !/(^|\/)(__MACOSX\/|\._)/.test(path);
}

async function openLayer(path: string, name: string, title: string, asked?: AskedEncoding): Promise<SourceLayer> {
  if ((await stat(path)).size > MAX_KML_BYTES) {
    throw unreadable('FILE_TOO_LARGE', { name, limit: megabytes(MAX_KML_BYTES), advice: 'convert it to GeoJSON' });
  }
  const encoding = await detectEncoding(path, name, asked);
  const parts: Buffer[] = [];
  for await (const chunk of utf8Chunks(path, name, encoding)) parts.push(Buffer.from(chunk));
  try {
    return new KmlLayer(title, encoding, placemarksOf(Buffer.concat(parts).toString('utf8')));
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    if (error.kind === 'TRUNCATED') throw unreadable('FILE_TRUNCATED', { name, where: error.message });
    if (error.kind === 'TOO_DEEP') throw unreadable('NESTED_TOO_DEEPLY', { name, limit: MAX_DEPTH });
    if (error.kind === 'TOO_MANY') throw unreadable('TOO_MANY_PLACEMARKS', { name, limit: MAX_PLACEMARKS });
    if (error.kind === 'NOT_KML') throw unreadable('XML_NOT_KML', { name });
    throw unreadable('XML_MALFORMED', { name, problem: error.message });
  }
}

class KmlLayer implements SourceLayer {
  readonly crs = declaredCrs(4326, 'WGS 84', 'KML is WGS 84 by its standard');
  readonly headings: readonly string[];
  readonly count: number;
  private done = 0;

  constructor(
    readonly name: string,
    readonly encoding: TextEncoding,
    private readonly placemarks: readonly Placemark[],
  ) {
    this.headings = [...new Set(placemarks.flatMap(({ values }) => [...values.keys()]))];
    this.count = placemarks.length;
  }

  progress(): number {
    return this.count === 0 ? 1 : this.done / this.count;
  }

  async *rows(): AsyncGenerator<SourceRow> {
    this.done = 0;
    for (const { values, geometries, unread } of this.placemarks) {
      this.done++;
      const faults: RowFault[] = unread.map((type) => rowFault('GEOMETRY_UNSUPPORTED', { type }));
      const attributes = attributesFrom(Object.fromEntries(values), faults);
      yield { row: this.done, attributes, geometry: geometryOf(geometries, faults), faults };
    }
  }
}

function geometryOf(geometries: readonly unknown[], faults: RowFault[]): SourceRow['geometry'] {
  if (faults.some(({ severity }) => severity === 'REFUSED') || geometries.length === 0) return null;
  return structured(geometries[0], faults);
}
