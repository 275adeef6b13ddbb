import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { MAX_ENTRIES } from './context.ts';
import { documentLimits, tooMuchOf, type DocumentLimits } from './document-limits.ts';
import { limitExceeded, unfitting } from './errors.ts';
import { introspectionListSizes } from './introspection-size.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './page.ts';

/** What one operation may ask for. */
export interface GraphLimits extends DocumentLimits {
  /** Values an answer would hold if every page were full. Far above what districts really hold: it refuses the absurd. */
  maxCost: number;
  /** Cost of an operation that is not read in one statement: its values are made one by one, by the process that serves everyone. */
  maxCostByFields: number;
  /** List entries an answer really holds; counted while it is made. */
  maxEntries: number;
  /** Objects inside objects; "edges" and "node" of a page do not count. */
  maxDepth: number;
  /** Fields at its root. */
  maxRootFields: number;
  /** Values in its variables, lists and objects written out: each that is wrong is told with all that stands around it. */
  maxVariableValues: number;
  /** Words and signs of a document. */
  maxTokens: number;
  /** Bytes of an answer's data as JSON: nothing larger is written. */
  maxBytes: number;
}

export const defaultLimits: GraphLimits = {
  maxCost: 5_000_000,
  maxCostByFields: 200_000,
  maxEntries: MAX_ENTRIES,
  maxDepth: 15,
  maxRootFields: 50,
  maxVariableValues: 2000,
  maxTokens: 5000,
  maxBytes: 16_000_000,
  ...documentLimits,
};

/** What an operation costs, and what it may, as every answer tells: in the same unit as `maxCost`. */
export const COST_HEADER = 'graphql-cost';
export const COST_LIMIT_HEADER = 'graphql-cost-limit';

/** How long a list that has no pages is taken to be. */
const UNPAGED_LIST_SIZE = 10;
/** Fields looked at, with fragments written out: where the walk itself gives up. */
const MAX_FIELDS = 10_000;
/** A value about the schema is made by itself, field by field, and no database does it for us. */
const INTROSPECTION_COST = 100;
const PAGE_PARTS = new Set(['edges', 'node', 'pageInfo']);

export interface Size {
  cost: number;
  /** The part of the cost that is about the schema. */
  introspection: number;
  depth: number;
  aliases: number;
  rootFields: number;
  variableValues: number;
}

/** Throws LIMIT_EXCEEDED when the operation of a validated document asks for more than the limits allow. */
export function checkLimits(limits: GraphLimits, size: Size): void {
  const refuse = (what: string, actual: number, most: number, instead: string): void => {
    if (actual > most) throw overLimit(what, actual, most, instead);
  };
  refuse('comes with # values', size.variableValues, limits.maxVariableValues, 'Send fewer in each query.');
  refuse('nests objects # deep', size.depth, limits.maxDepth, 'Ask in several queries.');
  refuse('gives # fields another name', size.aliases, limits.maxAliases, 'Ask in several queries.');
  refuse('asks # fields at its root', size.rootFields, limits.maxRootFields, 'Ask in several queries.');
  refuse(
    'may yield up to # values',
    size.cost,
    limits.maxCost,
    'Ask for smaller pages ("first") or in several queries.',
  );
}

/** LIMIT_EXCEEDED where validating a parsed document would cost too much; null where it may be validated. */
export function refusalOf(limits: GraphLimits, document: DocumentNode): GraphQLError | null {
  const over = tooMuchOf(document, limits);
  return over && overLimit(over.what, over.actual, over.most, 'Ask in several queries.');
}

/** What is asked has fields that are made one by one, and too much beside them. */
export function tooMuchByFields(cost: number, most: number): GraphQLError {
  return overLimit(
    'holds fields that are not read in one statement, and may yield up to # values',
    cost,
    most,
    'Ask for those fields in a query of their own.',
  );
}

/** The answer stands, and is longer than what is written. */
export function answerTooLarge(maxBytes: number): GraphQLError {
  return limitExceeded(
    `The answer would hold more than ${grouped(maxBytes)} bytes. Ask for smaller pages ("first"), fewer outlines or in several queries.`,
  );
}

function overLimit(what: string, actual: number, most: number, instead: string): GraphQLError {
  return limitExceeded(`The query ${what.replace('#', grouped(actual))}; the limit is ${grouped(most)}. ${instead}`);
}

/** Without recursion, as variables may be nested as deep as a body is long. */
function valuesIn(variables: object): number {
  const left: object[] = [variables];
  let count = 0;
  for (let next = left.pop(); next; next = left.pop()) {
    const values: readonly unknown[] = Object.values(next);
    count += values.length;
    for (const value of values) if (typeof value === 'object' && value !== null) left.push(value);
  }
  return count;
}

/** How large an operation of a validated document is, before it is executed. */
export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const defaults = new Map(
    operation.variableDefinitions?.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
  );
  const size: Size = {
    cost: 0,
    introspection: 0,
    depth: 0,
    aliases: 0,
    rootFields: 0,
    variableValues: valuesIn(variables),
  };
  let fields = 0;

  const pageSize = (field: FieldNode): number => {
    let value = field.arguments?.find(({ name }) => name.value === 'first')?.value;
    if (value?.kind === Kind.VARIABLE) {
      const given = variables[value.name.value];
      if (typeof given === 'number') return Math.min(Math.max(given, 0), MAX_PAGE_SIZE);
      value = given === undefined ? defaults.get(value.name.value) : undefined;
    }
    if (value?.kind !== Kind.INT) return DEFAULT_PAGE_SIZE;
    return Math.min(Math.max(Number(value.value), 0), MAX_PAGE_SIZE);
  };

  const costOfField = (field: FieldNode, parent: GraphQLCompositeType, depth: number, page: number): number => {
    if ((fields += 1) > MAX_FIELDS) throw limitExceeded('The query is too large with its fragments written out.');
    if (field.alias) size.aliases += 1;
    if (depth === 1) size.rootFields += 1;
    const name = field.name.value;
    const definition = definitionOf(name, parent);
    if (!definition) return 1; // __typename
    const type = getNamedType(definition.type);
    if (!field.selectionSet || !isCompositeType(type)) {
      size.depth = Math.max(size.depth, depth);
      return isIntrospectionType(parent) ? INTROSPECTION_COST : valueCostOf(type);
    }
    const isPage = definition.args.some((argument) => argument.name === 'first');
    const below = PAGE_PARTS.has(name) ? depth : depth + 1;
    const inner = costOfSelections(field.selectionSet, type, below, isPage ? pageSize(field) : 1);
    if (name === 'edges') return 1 + page * inner;
    if (isIntrospectionType(type)) {
      const cost = INTROSPECTION_COST + (introspectionListSizes(schema).get(name) ?? 1) * inner;
      if (!isIntrospectionType(parent)) size.introspection += Math.ceil(cost);
      return cost;
    }
    return 1 + (isListType(getNullableType(definition.type)) ? UNPAGED_LIST_SIZE : 1) * inner;
  };

  const costOfSelections = (
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    depth: number,
    page: number,
  ): number => {
    let always = 0;
    const byType = new Map<string, number>();
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        always += costOfField(selection, parent, depth, page);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment) continue;
      const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
      if (!isCompositeType(condition)) continue;
      const cost = costOfSelections(fragment.selectionSet, condition, depth, page);
      if (isObjectType(condition)) byType.set(condition.name, (byType.get(condition.name) ?? 0) + cost);
      else always += cost;
    }
    return always + Math.max(0, ...byType.values());
  };

  const root = schema.getRootType(operation.operation);
  // Validation lets these through, and executing them would look like a fault of ours.
  if (!root) throw unfitting(`This graph has no ${operation.operation}s.`);
  size.cost = Math.ceil(costOfSelections(operation.selectionSet, root, 1, 1));
  return size;
}

function definitionOf(name: string, parent: GraphQLCompositeType): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** One, or what a scalar says that one of its values costs, being much longer than others: `extensions.cost`. */
function valueCostOf({ extensions }: GraphQLNamedType): number {
  const { cost } = extensions;
  return typeof cost === 'number' ? cost : 1;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US').replaceAll(',', ' ');
}
