import type { Look } from '../state/look.ts';
import type { ExchangeWords } from './words.ts';

export const STORED = 'EPSG:4490';
const WGS_84 = 'EPSG:4326';
/** The offset systems of web maps. */
export const OFFSETS: readonly string[] = ['GCJ-02', 'BD-09'];

/** The meridian nearest to a longitude that has a 3° strip of CGCS2000, and the strip's EPSG number. */
export function stripAt(longitude: number): { readonly meridian: number; readonly epsg: number } | null {
  const meridian = Math.round(longitude / 3) * 3;
  return meridian >= 75 && meridian <= 135 ? { meridian, epsg: 4534 + (meridian - 75) / 3 } : null;
}

/** The systems a file may be in: what is stored, what most programs know, metres for this longitude, and the two offsets. */
export function systemsAt(longitude: number | null): readonly string[] {
  const strip = longitude === null ? null : stripAt(longitude);
  return [STORED, WGS_84, ...(strip ? [`EPSG:${strip.epsg}`] : []), ...OFFSETS];
}

export function systemTitle(name: string, longitude: number | null, { e }: ExchangeWords): string {
  if (name === STORED) return `CGCS2000 (${name})`;
  if (name === WGS_84) return `WGS 84 (${name})`;
  const strip = longitude === null ? null : stripAt(longitude);
  return strip && name === `EPSG:${strip.epsg}` ? e('export.strip', { ...strip }) : name;
}

/** The longitude in the middle of the district. */
export function longitudeOf({ district }: Look): number | null {
  const [west, , east] = district.frame?.bounds ?? [];
  return west === undefined || east === undefined ? null : (west + east) / 2;
}
