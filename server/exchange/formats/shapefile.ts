import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Archive, ArchiveEntry } from './archive.ts';
import { bytesAt } from './byte-source.ts';
import type { AskedEncoding } from './encoding.ts';
import { MAX_LAYERS, MAX_TEXT_SIDECAR_BYTES } from './limits.ts';
import { unreadable } from './reasons.ts';
import { openShapefileLayer } from './shapefile-layer.ts';
import type { SourceFile } from './source-file.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** Where the parts of one shapefile lie. */
export interface ShapefileParts {
  readonly name: string;
  readonly shp: string;
  readonly dbf: string | null;
  readonly prj: string | null;
  readonly cpg: string | null;
}

const PART_EXTENSIONS = ['.shp', '.dbf', '.prj', '.cpg'];

/** A .shp with its neighbours beside it, whatever the case of their names. */
export async function openBareShapefile(path: string, name: string, asked?: AskedEncoding): Promise<SourceFile> {
  const stem = basename(path, extname(path)).toLowerCase();
  const beside = await readdir(dirname(path));
  const part = (extension: string): string | null => {
    const found = beside.find((other) => other.toLowerCase() === stem + extension);
    return found === undefined ? null : join(dirname(path), found);
  };
  const parts = {
    name: basename(name, extname(name)),
    shp: path,
    dbf: part('.dbf'),
    prj: await textOf(part('.prj')),
    cpg: await textOf(part('.cpg')),
  };
  return { format: 'SHAPEFILE', layers: [await openShapefileLayer(parts, asked)], close: async () => {} };
}

/** Every shapefile of a zip archive, in whatever folders they are. */
export async function openZippedShapefiles(
  archive: Archive,
  name: string,
  asked?: AskedEncoding,
  temporaryFolder?: string,
): Promise<SourceFile> {
  const folder = await TemporaryFolder.make(temporaryFolder);
  try {
    const layers = [];
    for (const [index, group] of groupsOf(archive.entries, name).entries()) {
      layers.push(await openShapefileLayer(await unpacked(archive, group, folder.file(String(index))), asked));
    }
    return { format: 'SHAPEFILE', layers, close: () => folder.remove() };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

export function isShapefileEntry({ path }: ArchiveEntry): boolean {
  // A Mac packs a second, hollow file for each.
  return /\.shp$/i.test(path) && !/(^|\/)__MACOSX\//.test(path) && !basename(path).startsWith('._');
}

type Group = ReadonlyMap<string, ArchiveEntry>;

function groupsOf(entries: readonly ArchiveEntry[], name: string): { name: string; parts: Group }[] {
  const byPath = new Map(entries.map((entry) => [entry.path.toLowerCase(), entry]));
  const shapes = entries.filter(isShapefileEntry);
  if (shapes.length > MAX_LAYERS) throw unreadable('TOO_MANY_LAYERS', { name, limit: MAX_LAYERS });
  return shapes.map(({ path }) => {
    const stem = path.slice(0, -'.shp'.length);
    const parts = new Map<string, ArchiveEntry>();
    for (const extension of PART_EXTENSIONS) {
      const entry = byPath.get(stem.toLowerCase() + extension);
      if (entry) parts.set(extension, entry);
    }
    return { name: basename(stem), parts };
  });
}

async function unpacked(
  archive: Archive,
  { name, parts }: { name: string; parts: Group },
  target: string,
): Promise<ShapefileParts> {
  const paths = new Map<string, string>();
  for (const [extension, entry] of parts) {
    await archive.unpack(entry, target + extension);
    paths.set(extension, target + extension);
  }
  return {
    name,
    shp: target + '.shp',
    dbf: paths.get('.dbf') ?? null,
    prj: await textOf(paths.get('.prj') ?? null),
    cpg: await textOf(paths.get('.cpg') ?? null),
  };
}

/** The text of a small neighbour; an empty or absent one says nothing. */
async function textOf(path: string | null): Promise<string | null> {
  if (path === null || !(await stat(path)).isFile()) return null;
  const text = (await bytesAt(path, 0, MAX_TEXT_SIDECAR_BYTES))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  return text === '' ? null : text;
}
