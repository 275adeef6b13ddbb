import {
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { kindsOf } from '../access/authorized.ts';
import { isDated } from '../graph/dated-ids.ts';
import { joined, sql, text, type Sql } from '../graph/sql.ts';
import { Arguments, type Decision } from './arguments.ts';
import { AskedField, type Fact } from './asked-field.ts';
import { jsonConstant, jsonObject, jsonValue } from './json-sql.ts';
import { Late, type Binding } from './late.ts';
import { NotReadable } from './not-readable.ts';
import { readingOf } from './reading.ts';
import type { RowKind } from './rows.ts';
import { Selections, setsOf } from './selections.ts';
import type { Stage } from './stage.ts';
import { StatementDraft, type AnswerLimits } from './statement.ts';

export type Field = GraphQLField<unknown, unknown>;

/** What composing gives: the statement, and on what terms it may serve others. */
export interface Composed {
  readonly statement: Sql;
  readonly decisions: readonly Decision[];
}

/** Turns one query operation into one statement whose text is the answer. Made for a single composition. */
export class Compiler {
  readonly draft = new StatementDraft();
  readonly arguments: Arguments;
  readonly selections: Selections;
  readonly today = new Late(({ today }) => today);

  /** What has been composed, so that fields of an interface are composed once for all its types. */
  private readonly known = new Map<string, { json: Sql; types: Set<string> }>();
  private readonly numbers = new Map<object, number>();
  /** Facts that several fields of the same rows share, and the types these fields are asked of. */
  readonly facts = new Map<string, { fact: Fact; askedOf: ReadonlySet<string>[] }>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    binding: Binding,
  ) {
    const fragments = document.definitions.filter(
      (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
    );
    this.arguments = new Arguments(binding);
    this.selections = new Selections(
      schema,
      new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
      (node) => this.arguments.includes(node),
    );
  }

  /** Throws NotReadable when something in it has no reading. */
  compose(operation: OperationDefinitionNode, limits: AnswerLimits): Composed {
    const query = this.schema.getQueryType();
    if (operation.operation !== OperationTypeNode.QUERY || !query) throw new NotReadable('Not a query');
    const json = this.object(query, [operation.selectionSet], (field, nodes) => this.rootField(query, field, nodes));
    return { statement: this.draft.compose(json, limits), decisions: this.arguments.decisions };
  }

  /** The JSON of an object, whose fields `each` gives. */
  object(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    each: (field: Field, nodes: readonly FieldNode[]) => Sql,
  ): Sql {
    const parts = new Map<string, Sql>();
    for (const [responseName, nodes] of this.selections.of(type, sets)) {
      const fieldName = nodes[0]?.name.value ?? '';
      const field = type.getFields()[fieldName];
      if (field && kindsOf(field)) throw new NotReadable(`${type.name}.${fieldName} is not for everyone`);
      if (field) parts.set(responseName, each(field, nodes));
      else if (fieldName === '__typename') parts.set(responseName, jsonConstant(JSON.stringify(type.name)));
      else throw new NotReadable(`${fieldName} asks about the schema`);
    }
    return jsonObject(parts);
  }

  /** The JSON of one row of a stage, with what is selected of it. */
  row(stage: Stage, nodes: readonly FieldNode[]): Sql {
    const sets = setsOf(nodes);
    const ofType = (name: string): Sql => {
      const type = this.schema.getType(name);
      if (!isObjectType(type)) throw new Error(`${name} is no object type`);
      return this.object(type, sets, (field, selected) => this.fieldOf(stage, type, field, selected));
    };
    // Types that are asked for the same are one case.
    const cases: { json: Sql; types: Set<string> }[] = [];
    for (const name of stage.types) {
      const json = ofType(name);
      const same = cases.find((each) => alike(each.json, json));
      if (same) same.types.add(name);
      else cases.push({ json, types: new Set([name]) });
    }
    const [first, ...others] = cases.sort((a, b) => b.types.size - a.types.size);
    if (!first) throw new Error(`Rows of ${stage.table} become nothing`);
    if (others.length === 0) return first.json;
    const whens = others.map(({ json, types }) => sql`when ${stage.isOneOf(types) ?? sql`true`} then ${json}`);
    return sql`(case ${joined(whens, sql` `)} else ${first.json} end)`;
  }

  /** The object types that rows of a kind become where a field of this type is. */
  typesOf(type: GraphQLOutputType, { types }: RowKind): string[] {
    const named = getNamedType(type);
    if (!isAbstractType(named)) return [named.name];
    return this.schema
      .getPossibleTypes(named)
      .map(({ name }) => name)
      .filter((name) => types && Object.values(types.names).includes(name));
  }

  private rootField(query: GraphQLObjectType, field: Field, nodes: readonly FieldNode[]): Sql {
    const reading = readingOf(field);
    if (!reading) throw new NotReadable(`Query.${field.name} has no reading`);
    return reading(new AskedField(this, { stage: null, types: new Set(), typeName: query.name, field, nodes }));
  }

  private fieldOf(stage: Stage, type: GraphQLObjectType, field: Field, nodes: readonly FieldNode[]): Sql {
    const reading = readingOf(field);
    if (!reading) return this.column(stage, type, field);
    // A field may read differently on two types, and be the same on all types of an interface.
    const selected = [reading, ...nodes].map((each) => this.numberOf(each)).join();
    const key = `${stage.table}:${selected}`;
    const known = this.known.get(key);
    if (known) {
      known.types.add(type.name);
      return known.json;
    }
    const types = new Set([type.name]);
    const json = reading(new AskedField(this, { stage, types, typeName: type.name, field, nodes }));
    this.known.set(key, { json, types });
    return json;
  }

  /** A field without a reading is the property of its name, the opaque id of the row's number, or the date of the rows. */
  private column(stage: Stage, type: GraphQLObjectType, field: Field): Sql {
    if (field.name === 'id') {
      // Rows at the day that the root was given; without one they are of today.
      const asOf = isDated(type) && stage.asOf !== this.today ? stage.asOf : null;
      return jsonValue(field.type, globalId(type.name, stage.key, asOf));
    }
    if (field.resolve) throw new NotReadable(`${type.name}.${field.name} has no reading`);
    if (stage.kind.columns.has(field.name)) return jsonValue(field.type, stage.column(field.name));
    if (field.name === 'asOf') return jsonValue(field.type, sql`${stage.asOf}::date`);
    throw new NotReadable(`${type.name}.${field.name} is not read with its rows`);
  }

  /** A number for an object, the same whenever it is asked for. */
  numberOf(each: object): number {
    const number = this.numbers.get(each) ?? this.numbers.size;
    this.numbers.set(each, number);
    return number;
  }
}

function alike(one: Sql, other: Sql): boolean {
  return (
    one.strings.length === other.strings.length &&
    one.strings.every((part, i) => part === other.strings[i]) &&
    one.values.every((value, i) => value === other.values[i])
  );
}

/** An opaque id made in the database, as `toGlobalId` makes it. */
function globalId(typeName: string, key: Sql, asOf: Late<string> | null): Sql {
  const day = asOf ? sql` || '@' || ${asOf}::date` : sql``;
  return sql`base64url(${text(`${typeName}:`)} || ${key}${day})`;
}
