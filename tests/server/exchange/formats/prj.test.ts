import { describe, expect, it } from 'vitest';
import { epsgFromName } from '../../../../server/exchange/formats/crs.ts';
import { crsFromPrj, epsgFromWkt } from '../../../../server/exchange/formats/prj.ts';

const CGCS =
  'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';
const WGS =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';

function strip(
  name: string,
  base: string,
  meridian: number,
  easting: number,
  more: { scale?: number; unit?: string; northing?: number } = {},
): string {
  return `PROJCS["${name}",${base},PROJECTION["${base === CGCS ? 'Gauss_Kruger' : 'Transverse_Mercator'}"],PARAMETER["False_Easting",${easting}.0],PARAMETER["False_Northing",${more.northing ?? 0}],PARAMETER["Central_Meridian",${meridian}.0],PARAMETER["Scale_Factor",${more.scale ?? 1}],PARAMETER["Latitude_Of_Origin",0.0],${more.unit ?? 'UNIT["Meter",1.0]'}]`;
}

describe('a .prj', () => {
  it.each([
    ['geographic CGCS2000', CGCS, 4490],
    ['WGS 84', WGS, 4326],
    ['the strip of 120° without number', strip('CGCS2000_3_Degree_GK_CM_120E', CGCS, 120, 500000), 4549],
    ['strip 40', strip('CGCS2000_3_Degree_GK_Zone_40', CGCS, 120, 40500000), 4528],
    ['the first and the last strip', strip('x', CGCS, 75, 25500000), 4513],
    ['the last strip', strip('x', CGCS, 135, 500000), 4554],
    ['a strip of six degrees', strip('CGCS2000_GK_Zone_20', CGCS, 117, 20500000), 4498],
    ['a strip of six degrees without number', strip('CGCS2000_GK_CM_117E', CGCS, 117, 500000), 4509],
    ['UTM', strip('WGS_1984_UTM_Zone_51N', WGS, 123, 500000, { scale: 0.9996 }), 32651],
    [
      'UTM in the south',
      strip('WGS_1984_UTM_Zone_51S', WGS, 123, 500000, { scale: 0.9996, northing: 10000000 }),
      32751,
    ],
    ['an authority of the whole', CGCS.replace(/]$/, ',AUTHORITY["EPSG","4490"]]'), 4490],
    [
      'WKT 2',
      'GEOGCRS["China Geodetic Coordinate System 2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101]],CS[ellipsoidal,2],ID["EPSG",4490]]',
      4490,
    ],
  ])('says %s', (_, text, epsg) => {
    expect(epsgFromWkt(text)).toBe(epsg);
  });

  it.each([
    ['feet', strip('CGCS2000_3_Degree_GK_CM_120E', CGCS, 120, 500000, { unit: 'UNIT["Foot_US",0.3048006096012192]' })],
    ['a false easting of its own', strip('CGCS2000_3_Degree_GK_CM_120E', CGCS, 120, 0)],
    ['a meridian of its own', strip('CGCS2000_3_Degree_GK_CM_120E', CGCS, 121, 500000)],
    ['a number that does not fit the meridian', strip('CGCS2000_3_Degree_GK_Zone_40', CGCS, 117, 40500000)],
    [
      'an authority of a part only',
      `PROJCS["Qingdao",${CGCS.replace(/]$/, ',AUTHORITY["EPSG","4490"]]')},PROJECTION["Cassini"],UNIT["Meter",1]]`,
    ],
    ['something unfinished', CGCS.slice(0, -10)],
    ['nonsense', '[[[]]]'],
    ['nothing', ''],
  ])('does not claim a number for %s', (_, text) => {
    expect(epsgFromWkt(text)).toBeNull();
  });

  it('is shown as it stands, shortened', () => {
    expect(crsFromPrj(CGCS.repeat(3))).toEqual({ epsg: null, text: CGCS.repeat(3).slice(0, 200), where: '.prj' });
  });
});

describe('a name of a coordinate system', () => {
  it.each([
    ['EPSG:4490', 4490],
    ['urn:ogc:def:crs:EPSG::4549', 4549],
    ['urn:ogc:def:crs:EPSG:9.9:4549', 4549],
    ['http://www.opengis.net/def/crs/EPSG/0/4528', 4528],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 4326],
    ['GCJ-02', null],
    ['EPSG', null],
  ])('%s is %s', (name, epsg) => {
    expect(epsgFromName(name)).toBe(epsg);
  });
});
