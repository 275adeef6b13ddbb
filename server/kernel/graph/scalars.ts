import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import type { JsonText } from './json-text.ts';

/** Whether the text is a day of the calendar written YYYY-MM-DD. */
export function isCalendarDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts || parts[1] === '0000') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function calendarDate(value: unknown, node?: ValueNode): string {
  if (typeof value === 'string' && isCalendarDate(value)) return value;
  throw new GraphQLError('Date takes a day of the calendar written "YYYY-MM-DD", such as "2025-12-31".', {
    ...(node && { nodes: node }),
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A day of the calendar written "YYYY-MM-DD", such as "2025-12-31". It has no time and no time zone.',
  serialize: (value) => String(value),
  parseValue: (value) => calendarDate(value),
  parseLiteral: (node) => calendarDate(node.kind === Kind.STRING ? node.value : undefined, node),
});

/** An outline has so many times the bytes of other values. */
const GEOJSON_COST = 250;

export const GeoJsonScalar = new GraphQLScalarType<never, JsonText>({
  name: 'GeoJSON',
  extensions: { cost: GEOJSON_COST },
  description:
    'A GeoJSON geometry object (RFC 7946: type and coordinates). Positions are longitude, latitude in degrees with six ' +
    'decimals (about 0.1 m), in CGCS2000 (EPSG:4490), which agrees with WGS 84 within a metre. Output only.',
  serialize: (value) => value as JsonText,
  parseValue: () => {
    throw new GraphQLError('GeoJSON is an output only.', { extensions: { code: 'BAD_USER_INPUT' } });
  },
});

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function instant(value: unknown, node?: ValueNode): Date {
  const date = typeof value === 'string' && INSTANT.test(value) ? new Date(value) : null;
  if (date && !Number.isNaN(date.getTime()) && isCalendarDate(String(value).slice(0, 10))) return date;
  throw new GraphQLError(
    'DateTime takes an instant with its offset from UTC (ISO 8601), such as "2025-12-31T09:30:00+08:00".',
    { ...(node && { nodes: node }), extensions: { code: 'BAD_USER_INPUT' } },
  );
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description:
    'An instant (ISO 8601): given out in UTC, such as "2025-12-31T01:30:00.000Z"; taken with any offset from UTC.',
  serialize: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
  parseValue: (value) => instant(value),
  parseLiteral: (node) => instant(node.kind === Kind.STRING ? node.value : undefined, node),
});
