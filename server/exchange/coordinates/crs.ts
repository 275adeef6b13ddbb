/**
 * Coordinate reference systems that files of districts come in: geographic ones in degrees, the strips of CGCS2000 in metres
 * (GB 22021-2008; EPSG 4491 to 4554), and the two offset systems of published online maps, GCJ-02 and BD-09.
 */

export type CrsKind = 'geographic' | 'projected' | 'GCJ-02' | 'BD-09';

export interface Crs {
  /** "EPSG:4549", "GCJ-02", "BD-09"; with ", latitude first", ", north first" or ", in feet" where that is so. */
  readonly name: string;
  readonly kind: CrsKind;
  /** Null for GCJ-02 and BD-09, which no registry has. */
  readonly epsg: number | null;
  /** The second number is the one to the east. */
  readonly swapped: boolean;
  /** Metres in a unit of a projected system. */
  readonly unitM: number;
}

/** The international foot, exactly. */
export const FOOT_M = 0.3048;

/** Geographic systems that differ from EPSG:4490 by less than shapes are known to: CGCS2000 itself and WGS 84. */
const GEOGRAPHIC = [4490, 4326] as const;
/** CGCS2000: 6° zones with and without zone number, 3° zones with and without. UTM 49N to 52N and Web Mercator are in use, too. */
const PROJECTED: readonly (readonly [number, number])[] = [
  [4491, 4554],
  [32649, 32652],
  [3857, 3857],
];

const ALIASES: Readonly<Record<string, string>> = {
  cgcs2000: 'EPSG:4490',
  wgs84: 'EPSG:4326',
  crs84: 'EPSG:4326',
  gcj02: 'GCJ-02',
  bd09: 'BD-09',
  bd09ll: 'BD-09',
};

export const CRS_RULE =
  'Say EPSG:4490 (CGCS2000), EPSG:4326 (WGS 84), EPSG:4491 to 4554 (CGCS2000 strips), EPSG:32649 to 32652 (UTM), EPSG:3857, GCJ-02 or BD-09.';
export const CRS_RULE_ZH =
  '可用的有：EPSG:4490（CGCS2000）、EPSG:4326（WGS 84）、EPSG:4491 至 4554（CGCS2000 分带）、EPSG:32649 至 32652（UTM）、EPSG:3857、GCJ-02、BD-09';

export function epsgCrs(epsg: number): Crs | null {
  const of = (kind: CrsKind): Crs => ({ name: `EPSG:${epsg}`, kind, epsg, swapped: false, unitM: 1 });
  if (GEOGRAPHIC.some((known) => known === epsg)) return of('geographic');
  return PROJECTED.some(([low, high]) => low <= epsg && epsg <= high) ? of('projected') : null;
}

export const GCJ_02: Crs = { name: 'GCJ-02', kind: 'GCJ-02', epsg: null, swapped: false, unitM: 1 };
export const BD_09: Crs = { name: 'BD-09', kind: 'BD-09', epsg: null, swapped: false, unitM: 1 };
export const CGCS2000: Crs = { name: 'EPSG:4490', kind: 'geographic', epsg: 4490, swapped: false, unitM: 1 };

/** A system by what a person or a file calls it; null when it is none that is known. */
export function parseCrs(text: string): Crs | null {
  const [first = '', ...notes] = text.split(',').map((part) => part.trim());
  return notes.reduce<Crs | null>((crs, note) => {
    if (!crs) return null;
    if (note === LATITUDE_FIRST && crs.kind !== 'projected') return swappedCrs(crs);
    if (note === NORTH_FIRST && crs.kind === 'projected') return swappedCrs(crs);
    return note === IN_FEET && crs.kind === 'projected' ? feetCrs(crs) : null;
  }, plainCrs(first));
}

function plainCrs(text: string): Crs | null {
  const name = ALIASES[text.toLowerCase().replaceAll(/[\s_-]/g, '')] ?? text;
  if (name === GCJ_02.name) return GCJ_02;
  if (name === BD_09.name) return BD_09;
  const epsg = /^(?:(?:urn:ogc:def:crs:)?epsg:+)?(\d{4,6})$/i.exec(name)?.[1];
  return epsg === undefined ? null : epsgCrs(Number(epsg));
}

const LATITUDE_FIRST = 'latitude first';
const NORTH_FIRST = 'north first';
const IN_FEET = 'in feet';

export const swappedCrs = (crs: Crs): Crs => ({
  ...crs,
  name: `${crs.name}, ${crs.kind === 'projected' ? NORTH_FIRST : LATITUDE_FIRST}`,
  swapped: true,
});
export const feetCrs = (crs: Crs): Crs => ({ ...crs, name: `${crs.name}, ${IN_FEET}`, unitM: FOOT_M });

/** CGCS2000 in strips of 3°: EPSG 4513 to 4533 with the number of the zone before the easting, 4534 to 4554 without. */
const STRIPS = { numbered: 4513, plain: 4534, count: 21, firstMeridian: 75, firstZone: 25 } as const;
export const STRIP_DEGREES = 3;

/** The meridian in the middle of a 3° strip of CGCS2000, in degrees; null for every other system. */
export function stripMeridian(epsg: number): number | null {
  const strip = epsg - (epsg >= STRIPS.plain ? STRIPS.plain : STRIPS.numbered);
  return epsg >= STRIPS.numbered && strip >= 0 && strip < STRIPS.count
    ? STRIPS.firstMeridian + strip * STRIP_DEGREES
    : null;
}

/** The 3° strip without zone number around a meridian; null outside China. */
export function stripAround(longitude: number): Crs | null {
  const strip = Math.round((longitude - STRIPS.firstMeridian) / STRIP_DEGREES);
  return strip >= 0 && strip < STRIPS.count ? epsgCrs(STRIPS.plain + strip) : null;
}

/** The 3° strip with this zone number before its eastings. */
export function stripOfZone(zone: number): Crs | null {
  const strip = zone - STRIPS.firstZone;
  return strip >= 0 && strip < STRIPS.count ? epsgCrs(STRIPS.numbered + strip) : null;
}
