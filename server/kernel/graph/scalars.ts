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

export const GeoJsonScalar = new GraphQLScalarType<never, JsonText>({
  name: 'GeoJSON',
  description:
    'A GeoJSON geometry object (RFC 7946: type and coordinates). Positions are longitude, latitude in degrees with six ' +
    'decimals (about 0.1 m), in CGCS2000 (EPSG:4490), which agrees with WGS 84 within a metre. Output only.',
  serialize: (value) => value as JsonText,
  parseValue: () => {
    throw new GraphQLError('GeoJSON is an output only.', { extensions: { code: 'BAD_USER_INPUT' } });
  },
});
