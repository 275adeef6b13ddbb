import { declaredCrs } from './crs.ts';
import type { DeclaredCrs } from './source-file.ts';

interface Node {
  readonly keyword: string;
  readonly values: readonly (string | Node)[];
}

/** The text of a .prj: its EPSG number where it says one, or where name and parameters together amount to one. */
export function crsFromPrj(text: string): DeclaredCrs {
  return declaredCrs(epsgFromWkt(text), text, '.prj');
}

export function epsgFromWkt(text: string): number | null {
  const root = parse(text);
  if (!root) return null;
  return (
    authorityOf(root) ?? (root.keyword === 'GEOGCS' || root.keyword === 'GEOGCRS' ? geographic(root) : projected(root))
  );
}

/** AUTHORITY["EPSG","4490"] or ID["EPSG",4490] of the whole, not of one of its parts. */
function authorityOf(root: Node): number | null {
  const [authority, code] = (child(root, 'AUTHORITY') ?? child(root, 'ID'))?.values ?? [];
  return String(authority).toUpperCase() === 'EPSG' && /^\d{4,6}$/.test(String(code)) ? Number(code) : null;
}

const DATUMS: readonly { name: RegExp; epsg: number }[] = [
  { name: /^(d)?china(geodeticcoordinatesystem)?2000$|^cgcs2000$/, epsg: 4490 },
  { name: /^(d)?(wgs|worldgeodeticsystem)(19)?84(ensemble)?$/, epsg: 4326 },
  { name: /^(d)?xian(19)?80$/, epsg: 4610 },
  { name: /^(d)?beijing(19)?54$/, epsg: 4214 },
];

function geographic(node: Node): number | null {
  const datum = plain(nameOf(child(node, 'DATUM') ?? child(node, 'ENSEMBLE')));
  const meridian = numberOf(child(node, 'PRIMEM'), 1) ?? 0;
  const unit = numberOf(child(node, 'UNIT') ?? child(node, 'ANGLEUNIT'), 1) ?? DEGREE;
  if (meridian !== 0 || Math.abs(unit - DEGREE) > 1e-9) return null;
  return DATUMS.find(({ name }) => name.test(datum))?.epsg ?? null;
}

const DEGREE = Math.PI / 180;

/** Transverse Mercator in metres: Gauss-Kruger strips of CGCS2000 and UTM of WGS 84. */
function projected(node: Node): number | null {
  const base = child(node, 'GEOGCS') ?? child(node, 'BASEGEOGCRS');
  const method = plain(nameOf(child(node, 'PROJECTION')));
  const parameters = new Map(
    node.values
      .filter((value) => typeof value !== 'string' && value.keyword === 'PARAMETER')
      .map((value) => [plain(nameOf(value as Node)), numberOf(value as Node, 1) ?? NaN]),
  );
  const datum = base ? (authorityOf(base) ?? geographic(base)) : null;
  const unit = numberOf(child(node, 'UNIT') ?? child(node, 'LENGTHUNIT'), 1);
  if (unit !== 1) return null;
  if (datum === 4326 && /mercatorauxiliarysphere/.test(method)) return 3857;
  if (!/^(gausskruger|transversemercator)$/.test(method)) return null;
  const parameter = (name: string): number => parameters.get(name) ?? 0;
  if (parameter('latitudeoforigin') !== 0) return null;
  const strip = {
    meridian: parameter('centralmeridian'),
    scale: parameters.get('scalefactor') ?? 1,
    easting: parameter('falseeasting'),
    northing: parameter('falsenorthing'),
  };
  if (datum === 4490) return gaussKruger(strip, nameOf(node));
  return datum === 4326 ? utm(strip) : null;
}

interface Strip {
  readonly meridian: number;
  readonly scale: number;
  readonly easting: number;
  readonly northing: number;
}

/** Strips of three degrees have the numbers 25 to 45, those of six degrees 13 to 23; with or without the number in front. */
function gaussKruger({ meridian, scale, easting, northing }: Strip, name: string): number | null {
  if (scale !== 1 || northing !== 0) return null;
  const zone = (easting - 500_000) / 1_000_000;
  if (zone === 0) {
    const sixDegrees = /6.?degree/i.test(name) || (/GK.?CM/i.test(name) && !/3.?degree/i.test(name));
    if (sixDegrees) return within(4502, (meridian - 75) / 6, 11);
    return within(4534, (meridian - 75) / 3, 21);
  }
  if (zone * 3 === meridian) return within(4513, zone - 25, 21);
  return zone * 6 - 3 === meridian ? within(4491, zone - 13, 11) : null;
}

function within(first: number, index: number, count: number): number | null {
  return Number.isInteger(index) && index >= 0 && index < count ? first + index : null;
}

function utm({ meridian, scale, easting, northing }: Strip): number | null {
  const zone = (meridian + 183) / 6;
  if (scale !== 0.9996 || easting !== 500_000 || !Number.isInteger(zone) || zone < 1 || zone > 60) return null;
  return northing === 0 ? 32600 + zone : northing === 10_000_000 ? 32700 + zone : null;
}

function child(node: Node, keyword: string): Node | undefined {
  return node.values.find((value): value is Node => typeof value !== 'string' && value.keyword === keyword);
}

function nameOf(node: Node | undefined): string {
  return typeof node?.values[0] === 'string' ? node.values[0] : '';
}

function numberOf(node: Node | undefined, index: number): number | null {
  const value = node?.values[index];
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : null;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

const MAX_NODES = 2_000;

/** KEYWORD["name", value, CHILD[…]], with square or round brackets. Null when the text is not of that form. */
function parse(text: string): Node | null {
  const token = /\s*(?:"((?:[^"]|"")*)"|([A-Za-z_][A-Za-z0-9_]*)\s*[[(]|([-+.\dA-Za-z_]+)|([\])]))\s*,?/y;
  const stack: { keyword: string; values: (string | Node)[] }[] = [];
  for (let nodes = 0; nodes < MAX_NODES;) {
    const match = token.exec(text);
    if (!match) return null;
    const [, quoted, keyword, bare] = match;
    const top = stack.at(-1);
    if (keyword !== undefined) {
      nodes++;
      stack.push({ keyword: keyword.toUpperCase(), values: [] });
    } else if (!top) return null;
    else if (quoted !== undefined) top.values.push(quoted.replaceAll('""', '"'));
    else if (bare !== undefined) top.values.push(bare);
    else {
      stack.pop();
      const parent = stack.at(-1);
      if (!parent) return text.slice(token.lastIndex).trim() === '' ? top : null;
      parent.values.push(top);
    }
  }
  return null;
}
