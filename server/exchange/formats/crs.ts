import type { DeclaredCrs } from './source-file.ts';
import { isRecord } from './reasons.ts';

const MAX_DECLARATION_CHARACTERS = 200;

export function declaredCrs(epsg: number | null, text: string, where: string): DeclaredCrs {
  return { epsg, text: text.trim().slice(0, MAX_DECLARATION_CHARACTERS), where };
}

/** The member `crs` of GeoJSON before 2016, in its forms. */
export function crsFromMember(member: Record<string, unknown>): DeclaredCrs {
  const properties = isRecord(member.properties) ? member.properties : {};
  const { name, code } = properties;
  const text = typeof name === 'string' ? name : JSON.stringify(member);
  const epsg = typeof code === 'number' && member.type === 'EPSG' ? code : epsgFromName(text);
  return declaredCrs(epsg, text, 'crs member');
}

/** "EPSG:4490", "urn:ogc:def:crs:EPSG::4490", "http://www.opengis.net/def/crs/EPSG/0/4490", or CRS84. */
export function epsgFromName(name: string): number | null {
  const match = /\bEPSG(?:[:/]+[\d.]*)?[:/]+(\d{4,6})\s*$/i.exec(name.trim());
  if (match) return Number(match[1]);
  return /\bCRS:?84$/i.test(name.trim()) ? 4326 : null;
}
