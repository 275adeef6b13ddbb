/**
 * SQL made of pieces whose values always travel as parameters.
 *
 * `` sql`a.level = ${level}` `` is a piece with one parameter; a piece inside a piece is inlined and its parameters are
 * numbered anew, so conditions written in different features compose. There is no way to put a value into the text.
 */
export class Sql {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
  /** Whether a good plan depends on the values: see `plannedAnew`. */
  readonly plannedAnew: boolean;

  constructor(strings: readonly string[], values: readonly unknown[], plannedAnew = false) {
    this.strings = strings;
    this.values = values;
    this.plannedAnew = plannedAnew;
  }

  /** The statement with $1, $2 … in it. */
  get text(): string {
    return this.strings.reduce((text, part, i) => `${text}$${i}${part}`);
  }

  /** The parameters in the order of their numbers. */
  get params(): unknown[] {
    return [...this.values];
  }
}

export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const texts: string[] = [strings[0] ?? ''];
  const params: unknown[] = [];
  let anew = false;
  values.forEach((value, i) => {
    const after = strings[i + 1] ?? '';
    if (value instanceof Sql) {
      const [first = '', ...rest] = value.strings;
      texts[texts.length - 1] += first;
      texts.push(...rest);
      params.push(...value.values);
      anew ||= value.plannedAnew;
      texts[texts.length - 1] += after;
    } else {
      params.push(value);
      texts.push(after);
    }
  });
  return new Sql(texts, params, anew);
}

/**
 * A piece with values that say how much a statement reads, such as the path of a district or of a grid. A plan made without
 * them is a guess, and a bad one, so a statement with such a piece in it is planned each time; all others are prepared.
 */
export function plannedAnew({ strings, values }: Sql): Sql {
  return new Sql(strings, values, true);
}

/** A text of the code itself, such as a piece of JSON, as a literal. Never for what comes from outside. */
export function text(constant: string): Sql {
  return new Sql([`'${constant.replaceAll("'", "''")}'`], []);
}

/** A table, alias or column name written in the code, such as `name('p.path')`. Refuses anything that is not a plain name. */
export function name(identifier: string): Sql {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(identifier))
    throw new Error(`Not a plain SQL name: ${identifier}`);
  return new Sql([identifier], []);
}

/** The name of a property as a column is called after it: `property('featureId')` is "featureId". */
export function property(of: string): Sql {
  if (!/^[A-Za-z_]\w*$/.test(of)) throw new Error(`Not a plain name: ${of}`);
  return new Sql([`"${of}"`], []);
}

/**
 * Condition: the column is among the values of a subquery that does not depend on the row. "is true" keeps the planner from
 * turning the subquery into a join, in which it may ask it for each row anew; so it is asked once and looked up.
 */
export function isAmong(value: Sql, subquery: Sql): Sql {
  return sql`(${value} in (${subquery})) is true`;
}

/**
 * Condition: the column is one of these numbers. A single one is compared with it: how long a list is the database can only
 * guess, and so it would plan the statement anew each time.
 */
export function isOneOf(column: Sql, ids: readonly number[]): Sql {
  return ids.length === 1 ? sql`${column} = ${ids[0]}::int` : sql`${column} = any (${ids}::int[])`;
}

/** Conditions joined by AND; none of them means everything. */
export function allOf(conditions: readonly Sql[]): Sql {
  const [first, ...rest] = conditions;
  if (!first) return sql`true`;
  return rest.reduce((all, condition) => sql`${all} and (${condition})`, sql`(${first})`);
}

/** Pieces with a separator between them. */
export function joined(pieces: readonly Sql[], separator: Sql): Sql {
  const [first, ...rest] = pieces;
  if (!first) return sql``;
  return rest.reduce((all, piece) => sql`${all}${separator}${piece}`, first);
}
