import { readFile } from 'node:fs/promises';
import { packaged, POLYGON, put, putGeoPackage } from './made-files.ts';

const INTERIOR = 5;
const HEADER_BYTES = 12;
const CHILDREN = 300;
const LEVELS = 8;

/** A page that has one other page as all of its children. */
function pageOf(child: number, size: number): Buffer {
  const page = Buffer.alloc(size);
  page[0] = INTERIOR;
  page.writeUInt16BE(CHILDREN, 3);
  page.writeUInt16BE(size - CHILDREN * 5, 5);
  page.writeUInt32BE(child, 8);
  for (let cell = 0; cell < CHILDREN; cell++) {
    const at = size - (cell + 1) * 5;
    page.writeUInt16BE(at, HEADER_BYTES + 2 * cell);
    page.writeUInt32BE(child, at);
    page[at + 4] = 1;
  }
  return page;
}

/**
 * Some 60 KB that SQLite counts until the end of days: the one row of `yards` lies below eight levels of pages, each of which names
 * the next one three hundred times. No view, nothing that can be told from the schema.
 */
export async function putEndlessGeoPackage(): Promise<string> {
  const bytes = await readFile(await putGeoPackage([{ code: '1', name: '云', geometry: packaged(POLYGON) }]));
  const size = bytes.readUInt16BE(16);
  const pages = bytes.length / size;
  // The page that holds the row keeps its content elsewhere, and its place becomes the top of the tower.
  const root = Array.from({ length: pages }, (_, page) => page).find((page) =>
    bytes.subarray(page * size, (page + 1) * size).includes('GP\0\u0001'),
  );
  if (root === undefined) throw new Error('No page holds the row.');
  const levels: Buffer[] = [Buffer.from(bytes.subarray(root * size, (root + 1) * size))];
  for (let level = 0; level < LEVELS; level++) levels.push(pageOf(pages + level + 1, size));
  pageOf(pages + LEVELS + 1, size).copy(bytes, root * size);
  bytes.writeUInt32BE(pages + levels.length, 28);
  return put('endless.gpkg', Buffer.concat([bytes, ...levels]));
}
