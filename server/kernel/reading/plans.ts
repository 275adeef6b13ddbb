import { setImmediate as breathe } from 'node:timers/promises';
import {
  getVariableValues,
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { ReadSession } from '../database/read-session.ts';
import { answerTooLarge, tooMuchByFields } from '../graph/limits.ts';
import type { Sql } from '../graph/sql.ts';
import type { Decision } from './arguments.ts';
import { Compiler } from './compiler.ts';
import { Late, type Binding } from './late.ts';
import { NotReadable } from './not-readable.ts';
import type { ReadingLimits } from './statement.ts';

/** Ways one operation may be composed: by what is given and what is left out. Beyond so many, it goes the ordinary way. */
const MAX_PLANS = 64;

/** The ordinary way tells errors. To collect them here held each with all of the value it is about: half a megabyte, 40,000 times. */
const NO_ERRORS = { maxErrors: 0 };

/** How an operation is read while these decisions hold; without a statement, the ordinary way. */
interface Plan {
  readonly decisions: readonly Decision[];
  readonly statement: { readonly text: string; readonly values: readonly unknown[] } | null;
}

export interface Question {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As they came. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly today: string;
  readonly session: ReadSession;
  /** Values it may yield beside what is asked about the schema, where that has been measured. */
  readonly cost?: number | undefined;
}

/** Composes the statements of operations and keeps them as long as their documents are kept. */
export class ReadingPlans {
  private readonly plans = new WeakMap<OperationDefinitionNode, Plan[]>();
  private composing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: ReadingLimits,
  ) {}

  /**
   * The `data` of the answer as JSON; null when the operation must go the ordinary way: because something in it cannot be
   * composed, or because there is an error to tell, which the ordinary way finds at its place. Throws LIMIT_EXCEEDED where
   * the answer is too large, as to make it once more would not make it smaller, and where the ordinary way would be too long.
   */
  async answer({ document, operation, variables, today, session, cost = 0 }: Question): Promise<string | null> {
    const { coerced } = getVariableValues(this.schema, operation.variableDefinitions ?? [], variables, NO_ERRORS);
    if (!coerced) return null;
    const binding: Binding = { variables: coerced, today };
    const plan =
      this.known(operation, binding) ?? (await this.inTurn(() => this.planFor(document, operation, binding)));
    const { maxCostByFields } = this.limits;
    if (plan?.statement === null && cost > maxCostByFields) throw tooMuchByFields(cost, maxCostByFields);
    const statement = plan?.statement;
    const values = statement && bound(statement.values, binding);
    if (!statement || !values) return null;
    const [row] = await session.queryAlone<{ answer: string | null; bytes: number | null }>(statement.text, values);
    if (row && row.answer === null && (row.bytes ?? 0) > this.limits.maxBytes)
      throw answerTooLarge(this.limits.maxBytes);
    return row?.answer ?? null;
  }

  private known(operation: OperationDefinitionNode, binding: Binding): Plan | undefined {
    return this.plans.get(operation)?.find(({ decisions }) => hold(decisions, binding));
  }

  /** Composing takes its time: one after the other, and between two whoever else asks is served. */
  private inTurn<T>(compose: () => T): Promise<T> {
    const composed = this.composing.then(() => breathe()).then(compose);
    this.composing = composed.catch(() => undefined);
    return composed;
  }

  private planFor(document: DocumentNode, operation: OperationDefinitionNode, binding: Binding): Plan | undefined {
    const known = this.plans.get(operation) ?? [];
    const fitting = this.known(operation, binding);
    if (fitting || known.length >= MAX_PLANS) return fitting;
    const plan = this.compose(document, operation, binding);
    if (plan) this.plans.set(operation, [...known, plan]);
    return plan;
  }

  private compose(document: DocumentNode, operation: OperationDefinitionNode, binding: Binding): Plan | undefined {
    const compiler = new Compiler(this.schema, document, binding);
    try {
      const { statement, decisions } = compiler.compose(operation, this.limits);
      return { decisions, statement: numbered(statement) };
    } catch (error) {
      // A value that is refused says nothing of other values.
      if (error instanceof GraphQLError) return undefined;
      if (error instanceof NotReadable) return { decisions: compiler.arguments.decisions, statement: null };
      throw error;
    }
  }
}

function hold(decisions: readonly Decision[], binding: Binding): boolean {
  return decisions.every(({ ask, answer }) => {
    try {
      return ask(binding) === answer;
    } catch {
      return false;
    }
  });
}

/** The values of the parameters; null when one of them is refused. */
function bound(values: readonly unknown[], binding: Binding): unknown[] | null {
  try {
    return values.map((value) => (value instanceof Late ? (value.read(binding) as unknown) : value));
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

/** Text and parameters, where the same late value, wherever it stands, is one parameter. */
function numbered({ strings, values }: Sql): { text: string; values: unknown[] } {
  const parameters: unknown[] = [];
  const numbers = new Map<unknown, number>();
  const numberOf = (value: unknown): number => {
    const known = value instanceof Late ? numbers.get(value) : undefined;
    if (known !== undefined) return known;
    parameters.push(value);
    numbers.set(value, parameters.length);
    return parameters.length;
  };
  const text = strings.reduce((before, part, i) => `${before}$${numberOf(values[i - 1])}${part}`);
  return { text, values: parameters };
}
