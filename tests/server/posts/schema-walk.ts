/** Walks the schema for the tests of who may ask what. */
import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { kindsOf } from '../../../server/kernel/access/authorized.ts';

export interface RootField {
  operation: 'query' | 'mutation' | 'subscription';
  field: GraphQLField<unknown, unknown>;
}

export function rootFields(schema: GraphQLSchema): RootField[] {
  const of = (operation: RootField['operation'], type: GraphQLObjectType | null | undefined): RootField[] =>
    Object.values(type?.getFields() ?? {}).map((field) => ({ operation, field }));
  return [
    ...of('query', schema.getQueryType()),
    ...of('mutation', schema.getMutationType()),
    ...of('subscription', schema.getSubscriptionType()),
  ];
}

/** A question that asks the field for as little as it takes: enough to be let in or not. */
export function probeOf({ operation, field }: RootField): string {
  const args = field.args.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  const given = args.map(({ name, type }) => `${name}: ${literal(type)}`).join(', ');
  const parts = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  return `${operation} { ${field.name}${given && `(${given})`}${parts} }`;
}

function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(
      (each) => isNonNullType(each.type) && each.defaultValue === undefined,
    );
    return `{ ${needed.map((each) => `${each.name}: ${literal(each.type)}`).join(', ')} }`;
  }
  const samples: Record<string, string> = {
    Int: '1',
    Float: '1.5',
    Boolean: 'true',
    Date: '"2025-01-01"',
    DateTime: '"2025-01-01T00:00:00Z"',
  };
  return samples[type.name] ?? '"370202-ANYTHING"';
}

/** "Type.field" of every field that can be reached without passing one that is not for everyone. */
export function publicFields(schema: GraphQLSchema): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const type = schema.getType(name);
    if (isUnionType(type) || isInterfaceType(type)) for (const each of schema.getPossibleTypes(type)) visit(each.name);
    if (!isObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      if (kindsOf(field)) continue;
      found.add(`${name}.${field.name}`);
      visit(getNamedType(field.type).name);
    }
  };
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    if (root) visit(root.name);
  return [...found].sort();
}

/** "Type.field" of every field that is not for everyone, with the kinds of post it is for. */
export function protectedFields(schema: GraphQLSchema): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const kinds = kindsOf(field);
      if (kinds) found.set(`${type.name}.${field.name}`, kinds);
    }
  }
  return found;
}
