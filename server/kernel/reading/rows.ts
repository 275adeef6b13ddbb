import { getMetadataArgsStorage } from 'typeorm';
import { joined, name, property, sql, type Sql } from '../graph/sql.ts';

/** How the objects of a GraphQL type, or of the types of an interface, are read: what a row of them holds. */
export interface RowKind {
  /** The columns by the names of their properties. */
  readonly columns: ReadonlyMap<string, Sql>;
  /** All columns, each under the name of its property. */
  readonly select: Sql;
  /** The property that is an object's own number. */
  readonly key: string;
  /** Where rows become objects of several types: the property that says which, and the type by its values. */
  readonly types?: RowTypes;
}

export interface RowTypes {
  readonly property: string;
  readonly names: Readonly<Record<string, string>>;
}

interface RowOptions {
  /** The alias that the entity's table has in the statement. */
  readonly alias: string;
  readonly key: string;
  /** What is not a column of the table, or not as it stands there. */
  readonly also?: Readonly<Record<string, Sql>>;
  readonly types?: RowTypes;
}

type EntityClass = abstract new () => object;

/**
 * Rows of these entities, which share a table: all columns TypeORM knows of them, but those it does not select by itself. An
 * open end is infinity in the database and null here.
 */
export function rowsOf(entities: readonly EntityClass[], { alias, key, also = {}, types }: RowOptions): RowKind {
  const columns = new Map<string, Sql>();
  for (const { target, propertyName, options } of getMetadataArgsStorage().columns) {
    if (options.select === false || propertyName in also || !entities.some((entity) => stems(entity, target))) continue;
    const stored = name(`${alias}.${options.name ?? propertyName}`);
    columns.set(propertyName, options.default === 'infinity' ? sql`nullif(${stored}, 'infinity')` : stored);
  }
  for (const [of, expression] of Object.entries(also)) columns.set(of, expression);
  if (!columns.has(key)) throw new Error(`Rows of ${entities.map((entity) => entity.name).join()} have no ${key}`);
  return { columns, select: selectOf(columns), key, ...(types && { types }) };
}

/** Rows that are no entity's: the columns under the names of their properties. */
export function rowsAs(columns: Readonly<Record<string, Sql>>, key: string): RowKind {
  const map = new Map(Object.entries(columns));
  return { columns: map, select: selectOf(map), key };
}

function selectOf(columns: Iterable<[string, Sql]>): Sql {
  return joined(
    [...columns].map(([of, expression]) => sql`${expression} as ${property(of)}`),
    sql`, `,
  );
}

/** Those of the columns that are used. */
export function selectUsed({ columns }: RowKind, used: ReadonlySet<string>): Sql {
  return selectOf([...columns].filter(([of]) => used.has(of)));
}

function stems(entity: EntityClass, target: unknown): boolean {
  for (let each: unknown = entity; typeof each === 'function'; each = Object.getPrototypeOf(each)) {
    if (each === target) return true;
  }
  return false;
}
