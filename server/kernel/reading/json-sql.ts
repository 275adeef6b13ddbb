/** JSON as text, made in the database to the letter as `JSON.stringify` would print it. */
import {
  getNullableType,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
  type GraphQLOutputType,
} from 'graphql';
import { GeoJsonScalar } from '../graph/scalars.ts';
import { joined, sql, text, type Sql } from '../graph/sql.ts';
import { NotReadable } from './not-readable.ts';

/** The JSON of a value of this type. A null where the type allows none makes the whole answer null: see `Plan`. */
export function jsonValue(type: GraphQLOutputType, value: Sql): Sql {
  const json = jsonOfNullable(getNullableType(type), value);
  return isNonNullType(type) ? json : orNull(json);
}

export function orNull(json: Sql): Sql {
  return sql`coalesce(${json}, 'null')`;
}

function jsonOfNullable(type: GraphQLOutputType, value: Sql): Sql {
  if (isListType(type)) return sql`array_to_json(${value})::text`;
  if (type === GraphQLInt || type === GraphQLBoolean) return sql`(${value})::text`;
  if (type === GraphQLFloat) return sql`json_number(${value})`;
  if (type === GeoJsonScalar) return value;
  // The names of an enum need no escaping.
  if (isEnumType(type)) return sql`('"' || (${value}) || '"')`;
  if (isScalarType(type)) return sql`to_json(${value})::text`;
  throw new NotReadable(`${String(type)} is not a value`);
}

/** An object of these parts, whose values are JSON. Texts of the code that stand side by side become one. */
export function jsonObject(parts: ReadonlyMap<string, Sql>): Sql {
  const pieces: Sql[] = [];
  let pending = '{';
  let comma = '';
  for (const [responseName, json] of parts) {
    pending += `${comma}"${responseName}":`;
    comma = ',';
    const constant = constants.get(json);
    if (constant === undefined) {
      pieces.push(text(pending), json);
      pending = '';
    } else {
      pending += constant;
    }
  }
  return sql`(${joined([...pieces, text(`${pending}}`)], sql` || `)})`;
}

const constants = new WeakMap<Sql, string>();

/** JSON that is the same for every row. */
export function jsonConstant(json: string): Sql {
  const piece = text(json);
  constants.set(piece, json);
  return piece;
}

/** All rows of an aggregate as a list. */
export function jsonList(items: Sql): Sql {
  return sql`('[' || coalesce(${items}, '') || ']')`;
}
