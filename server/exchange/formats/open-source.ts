import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { bytesAt } from './byte-source.ts';
import type { AskedEncoding } from './encoding.ts';
import { unreadable } from './reasons.ts';
import type { SourceFile } from './source-file.ts';

export interface OpenOptions {
  /** The name that people know it by, when the path is one of ours. */
  readonly fileName?: string;
  readonly encoding?: AskedEncoding;
  /** Where a folder for what is unpacked is made. */
  readonly temporaryFolder?: string;
}

const HEAD_BYTES = 4096;

/** Files that are told by how they begin, and what is to be said of them. */
const PACKED: readonly { begins: readonly number[]; kind: string }[] = [
  { begins: [0x52, 0x61, 0x72, 0x21], kind: 'RAR' },
  { begins: [0x37, 0x7a, 0xbc, 0xaf], kind: '7z' },
  { begins: [0x1f, 0x8b], kind: 'gzip' },
];
const ZIP = [0x50, 0x4b];
const SQLITE = Buffer.from('SQLite format 3\0', 'latin1');
const SHP = [0x00, 0x00, 0x27, 0x0a];
const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0];

/** What web systems save under the name of a workbook: a page, or the XML of Excel 2003. */
const HTML = /^<(!doctype\s+html|html|head|meta|body|table|div|style)\b/i;
const WORKBOOK_XML = /^<\?xml[^]{0,600}(urn:schemas-microsoft-com:office:spreadsheet|progid="Excel\.Sheet")/i;

/**
 * Opens a file of any format that is read, told by its content first and then by its name. A reader is loaded when it is needed:
 * the process that reads one file starts in half the time.
 */
export async function openSource(path: string, options: OpenOptions = {}): Promise<SourceFile> {
  const name = options.fileName ?? basename(path);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw unreadable('FILE_NOT_FOUND', { name });
  if (found.size === 0) throw unreadable('FILE_EMPTY', { name });
  const head = await headOf(path, name);
  const begins = (bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte);

  if (begins(ZIP) && (head[2] ?? 0) < 9) return openArchive(path, name, options);
  if (head.subarray(0, SQLITE.length).equals(SQLITE))
    return (await import('./geopackage.ts')).openGeoPackage(path, name, options.temporaryFolder);
  if (begins(SHP)) return (await import('./shapefile.ts')).openBareShapefile(path, name, options.encoding);
  if (begins(OLD_OFFICE)) throw unreadable('OLD_EXCEL', { name });
  const packed = PACKED.find((one) => begins(one.begins));
  if (packed) throw unreadable('ARCHIVE_KIND_UNSUPPORTED', { name, kind: packed.kind });
  return openText(path, name, head, options);
}

async function headOf(path: string, name: string): Promise<Buffer> {
  try {
    return await bytesAt(path, 0, HEAD_BYTES);
  } catch {
    throw unreadable('FILE_NOT_FOUND', { name });
  }
}

async function openArchive(path: string, name: string, options: OpenOptions): Promise<SourceFile> {
  const { Archive } = await import('./archive.ts');
  const archive = await Archive.open(path, name);
  try {
    const { encoding, temporaryFolder } = options;
    const { entries } = archive;
    if (entries.some((entry) => entry.path === 'xl/workbook.xml')) {
      return await (await import('./excel.ts')).openExcel(archive, path, name);
    }
    const { isShapefileEntry, openZippedShapefiles } = await import('./shapefile.ts');
    if (entries.some(isShapefileEntry)) return await openZippedShapefiles(archive, name, encoding, temporaryFolder);
    const { isKmlEntry, openKmz } = await import('./kml.ts');
    if (entries.some(isKmlEntry)) return await openKmz(archive, name, encoding, temporaryFolder);
    throw unreadable('ARCHIVE_WITHOUT_KNOWN_FILE', { name });
  } finally {
    archive.close();
  }
}

/** What a text begins with behind its mark, blanks and record separators. */
function textStart(text: string): string {
  let at = 0;
  while (at < text.length && (text[at] === '\uFEFF' || text[at] === '\u001e' || text[at]?.trim() === '')) at++;
  return text.slice(at);
}

async function openText(path: string, name: string, head: Buffer, options: OpenOptions): Promise<SourceFile> {
  const isWide = head[0] === 0xff && head[1] === 0xfe;
  const extension = extname(name).toLowerCase();
  if (/^\.(dbf|shx|prj|cpg|sbn|sbx)$/.test(extension)) throw unreadable('SHAPEFILE_PART', { name });
  if (!isWide && head.includes(0)) throw unreadable('FORMAT_UNKNOWN', { name });
  const start = textStart(head.toString(isWide ? 'utf16le' : 'utf8'));
  const isTable = /^\.(csv|tsv|txt|tab)$/.test(extension);
  if (/^[{[]/.test(start) && !(isTable && !/^[{[]\s*["{[\]}]/.test(start))) {
    return (await import('./geojson.ts')).openGeoJson(path, name, options.encoding);
  }
  if (HTML.test(start) || WORKBOOK_XML.test(start)) throw unreadable('TABLE_IN_MARKUP', { name });
  if (start.startsWith('<') && !isTable) return (await import('./kml.ts')).openKml(path, name, options.encoding);
  if (isTable || (extension === '' && /[,;\t]/.test(start.split(/[\r\n]/)[0] ?? ''))) {
    return (await import('./csv.ts')).openCsv(path, name, options.encoding);
  }
  if (/^\.(geojson|json|geojsonl|ndjson|geojsons)$/.test(extension)) {
    throw unreadable('JSON_MALFORMED', { name, problem: 'it does not begin with { or [' });
  }
  throw unreadable('FORMAT_UNKNOWN', { name });
}
