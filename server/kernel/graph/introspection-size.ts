import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

const sizes = new WeakMap<GraphQLSchema, ReadonlyMap<string, number>>();

/** How many entries a list of the schema's own description has, on an average over all types, by the field that gives it. */
export function introspectionListSizes(schema: GraphQLSchema): ReadonlyMap<string, number> {
  const known = sizes.get(schema) ?? count(schema);
  sizes.set(schema, known);
  return known;
}

function count(schema: GraphQLSchema): Map<string, number> {
  const types = Object.values(schema.getTypeMap());
  const withFields = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = withFields.flatMap((type) => Object.values(type.getFields()));
  const args = fields.flatMap((field) => field.args);
  const interfaces = withFields.flatMap((type) => type.getInterfaces());
  const enumValues = types.filter(isEnumType).flatMap((type) => type.getValues());
  const inputFields = types.filter(isInputObjectType).flatMap((type) => Object.values(type.getFields()));
  const each = (part: readonly unknown[], of: readonly unknown[]): number => part.length / Math.max(1, of.length);
  return new Map([
    ['types', types.length],
    ['directives', schema.getDirectives().length],
    ['fields', each(fields, types)],
    ['args', each(args, fields)],
    ['interfaces', each(interfaces, types)],
    ['possibleTypes', each(interfaces, types)],
    ['enumValues', each(enumValues, types)],
    ['inputFields', each(inputFields, types)],
    // No list: what a type is wrapped in ends after one or two.
    ['ofType', 1 / 2],
  ]);
}
