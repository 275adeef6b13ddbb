/** Random queries that are valid for a schema: fields, aliases, fragments, directives, arguments as literals and as variables. */
import fc from 'fast-check';
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { listMark, toCursor } from '../../../../server/kernel/graph/cursors.ts';

export interface RandomQuery {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Values for arguments by their names; enums and booleans need none. */
export type Values = Readonly<Record<string, readonly unknown[]>>;

interface Limits {
  readonly depth: number;
  readonly fields: number;
  /** Fields that are drawn a tenth as often as others. */
  readonly seldom: readonly string[];
}

const LIMITS: Limits = { depth: 6, fields: 3, seldom: [] };

/** Queries over these root fields, for small pages. What they draw shrinks towards short ones. */
export function randomQueries(
  schema: GraphQLSchema,
  roots: readonly string[],
  values: Values,
  limits: Partial<Limits> = {},
): fc.Arbitrary<RandomQuery> {
  return fc.gen().map((draw) => new Composition(schema, values, { ...LIMITS, ...limits }, draw).compose(roots));
}

class Composition {
  private readonly variables: Record<string, unknown> = {};
  private readonly declarations: string[] = [];

  /** Of rows after which pages begin. */
  private get keys(): readonly string[] {
    return (this.values['after'] ?? []) as readonly string[];
  }

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly values: Values,
    private readonly limits: Limits,
    private readonly draw: fc.GeneratorValue,
  ) {}

  compose(roots: readonly string[]): RandomQuery {
    const query = this.schema.getQueryType();
    if (!query) throw new Error('The schema has no queries');
    const count = this.upTo(2) + 1;
    const fields = Array.from({ length: count }, (_, i) => `r${i}: ${this.field(query, this.one(roots), 0)}`);
    const declared = this.declarations.length > 0 ? `(${this.declarations.join(' ')})` : '';
    return { query: `query Q${declared} { ${fields.join(' ')} }`, variables: this.variables };
  }

  private field(parent: GraphQLObjectType | GraphQLCompositeType, name: string, depth: number): string {
    const field = 'getFields' in parent ? parent.getFields()[name] : undefined;
    if (!field) throw new Error(`${parent.name} has no field ${name}`);
    const given = field.args.filter((arg) => isRequiredArgument(arg) || arg.name === 'first' || this.chance(0.4));
    const values: Record<string, unknown> = {};
    const args = given
      .filter((arg) => arg.name !== 'after')
      .map((arg) => `${arg.name}: ${this.argument(arg, (value) => (values[arg.name] = value))}`);
    // A cursor is one of the list that the other arguments make, mostly.
    const key = given.some((arg) => arg.name === 'after') ? this.one(this.keys) : null;
    if (key !== null) args.push(`after: ${JSON.stringify(toCursor(listMark(field, values), key))}`);
    const type = getNamedType(field.type);
    const selected = isCompositeType(type) ? ` ${this.selection(type, depth + 1)}` : '';
    return `${name}${args.length > 0 ? `(${args.join(', ')})` : ''}${this.directive()}${selected}`;
  }

  private selection(type: GraphQLCompositeType, depth: number): string {
    const parts = ['__typename'];
    if (!('getFields' in type)) return `{ ${[...parts, ...this.fragments(type, depth)].join(' ')} }`;
    const names = Object.values(type.getFields())
      .filter((field) => !isCompositeType(getNamedType(field.type)) || depth < this.limits.depth)
      .map((field) => field.name)
      .filter((name) => !this.limits.seldom.includes(name) || this.chance(0.1));
    for (let i = this.upTo(this.limits.fields); i > 0 && names.length > 0; i -= 1) {
      const alias = this.chance(0.3) ? `a${this.upTo(1000)}_${parts.length}: ` : `f${depth}_${parts.length}: `;
      parts.push(alias + this.field(type, this.one(names), depth));
    }
    return `{ ${[...parts, ...this.fragments(type, depth)].join(' ')} }`;
  }

  private fragments(type: GraphQLCompositeType, depth: number): string[] {
    if (depth >= this.limits.depth || !this.chance(0.3)) return [];
    const possible = isAbstractType(type) ? this.schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
    const inside = this.one(possible);
    // Names of its own, so that two fragments never mean different things by one name.
    const body = this.selection(inside, depth).replaceAll(/([fa])(\d+)_/g, `$1$2${inside.name}_`);
    return [`... on ${inside.name}${this.directive()} ${body}`];
  }

  private directive(): string {
    if (!this.chance(0.1)) return '';
    const name = this.one(['skip', 'include']);
    const value = this.chance(0.5);
    if (this.chance(0.5)) return ` @${name}(if: ${value})`;
    return ` @${name}(if: $${this.variable('Boolean!', value)})`;
  }

  private argument({ name, type }: GraphQLArgument, note: (value: unknown) => void): string {
    const value = !isNonNullType(type) && name !== 'first' && this.chance(0.1) ? null : this.value(name, type);
    note(value);
    if (this.chance(0.5)) return this.literal(type, value);
    // A variable may be left out where the argument may be.
    if (!isNonNullType(type) && name !== 'first' && this.chance(0.1)) {
      note(undefined);
      return `$${this.variable(String(type), undefined)}`;
    }
    return `$${this.variable(String(type), value)}`;
  }

  private variable(type: string, value: unknown): string {
    const name = `v${this.declarations.length}`;
    this.declarations.push(`$${name}: ${type}`);
    if (value !== undefined) this.variables[name] = value;
    return name;
  }

  private value(name: string, type: GraphQLInputType): unknown {
    const inner = getNullableType(type);
    const known = this.values[name];
    if (known) return this.one(known);
    if (isEnumType(inner)) return this.one(inner.getValues()).name;
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields());
      return Object.fromEntries(fields.map((field) => [field.name, this.value(field.name, field.type)]));
    }
    if (String(inner) === 'Boolean') return this.chance(0.5);
    throw new Error(`No values for an argument ${name}: ${String(type)}`);
  }

  private literal(type: GraphQLInputType, value: unknown): string {
    const inner = getNullableType(type);
    if (value === null) return 'null';
    if (isEnumType(inner)) return String(value);
    if (!isInputObjectType(inner)) return JSON.stringify(value);
    const fields = Object.entries(value as Record<string, unknown>);
    return `{ ${fields.map(([name, each]) => `${name}: ${this.literal(inner.getFields()[name]?.type ?? inner, each)}`).join(', ')} }`;
  }

  private chance(share: number): boolean {
    return this.draw(fc.nat, { max: 99 }) >= 100 - share * 100;
  }

  private upTo(most: number): number {
    return this.draw(fc.nat, { max: most });
  }

  private one<T>(of: readonly T[]): T {
    const chosen = of[this.upTo(of.length - 1)];
    if (chosen === undefined) throw new Error('Nothing to choose from');
    return chosen;
  }
}
