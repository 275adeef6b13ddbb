import { attributesFrom } from './attributes.ts';
import { found, isRecord, rowFault } from './reasons.ts';
import type { RowFault, SourceRow } from './source-file.ts';
import { isBbox, isGeometryType, structured } from './structure.ts';

/** One element of a collection: a feature, or a geometry that stands alone. */
export function rowFrom(value: unknown, row: number): SourceRow {
  const faults: RowFault[] = [];
  if (!isRecord(value)) {
    faults.push(value === null ? rowFault('FEATURE_NULL') : rowFault('FEATURE_NOT_AN_OBJECT', { found: found(value) }));
    return { row, attributes: {}, geometry: null, faults };
  }
  if (value.type !== 'Feature') return { row, attributes: {}, geometry: bareGeometry(value, faults), faults };
  const attributes = withId(attributesFrom(value.properties, faults), value.id, faults);
  if (!('geometry' in value)) faults.push(rowFault('GEOMETRY_MEMBER_MISSING'));
  if ('bbox' in value && !isBbox(value.bbox)) faults.push(rowFault('BBOX_MALFORMED'));
  if (isRecord(value.crs)) faults.push(rowFault('CRS_INSIDE_FEATURE'));
  return { row, attributes, geometry: structured(value.geometry, faults), faults };
}

function bareGeometry(value: Record<string, unknown>, faults: RowFault[]): SourceRow['geometry'] {
  if (isGeometryType(value.type) || 'coordinates' in value) return structured(value, faults);
  const { type } = value;
  faults.push(type === undefined ? rowFault('TYPE_MISSING') : rowFault('TYPE_UNKNOWN', { type: nameOf(type) }));
  return null;
}

function nameOf(type: unknown): string {
  return typeof type === 'string' ? type.slice(0, 40) : found(type);
}

/** The id is often the code; it comes in as an attribute unless there is one of that name. */
function withId(attributes: SourceRow['attributes'], id: unknown, faults: RowFault[]): SourceRow['attributes'] {
  if (id === undefined || id === null) return attributes;
  if (typeof id !== 'string' && typeof id !== 'number') {
    faults.push(rowFault('ID_MALFORMED', { found: found(id) }));
    return attributes;
  }
  return Object.hasOwn(attributes, 'id') ? attributes : { ...attributes, id };
}
