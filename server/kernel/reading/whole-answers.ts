import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { isAway } from '../database/database-error.ts';
import { KnownOperations, type KnownOperation } from './known-operations.ts';
import { ReadingPlans, type Question } from './plans.ts';
import type { ReadingLimits } from './statement.ts';

/** An operation as a client sends it. */
export interface SentOperation {
  readonly query: string;
  readonly operationName: string | null;
}

/** Answers operations in one statement each, and knows those again that it has answered. */
export class WholeAnswers {
  private readonly plans: ReadingPlans;
  private readonly known = new KnownOperations();

  constructor(
    schema: GraphQLSchema,
    limits: ReadingLimits,
    private readonly log: FastifyBaseLogger,
  ) {
    this.plans = new ReadingPlans(schema, limits);
  }

  /**
   * The `data` of the answer as JSON, of an operation that has been validated; null where it must be executed field by field.
   * Throws what is to be told instead of an answer.
   */
  async answer(question: Question, { query, operationName }: SentOperation): Promise<string | null> {
    // On the short way it has been asked already, and there is no answer or an error to tell.
    if (question.session.statementCount > 0) return null;
    const data = await this.read(question);
    const { document, operation } = question;
    if (data !== null) this.known.remember(query, operationName, { document, operation });
    return data;
  }

  /** The operation of this text, where it has been answered before: it needs no parsing and no validating. */
  find({ query, operationName }: SentOperation): KnownOperation | undefined {
    return this.known.find(query, operationName);
  }

  /** As `answer`, of an operation that was found. */
  async read(question: Question): Promise<string | null> {
    try {
      return await this.plans.answer(question);
    } catch (error) {
      // Asked again, a database that is away would be waited for again.
      if (error instanceof GraphQLError || isAway(error)) throw error;
      // Executed field by field, what fails fails at its field, and is told to the client there.
      this.log.warn(error, 'An answer could not be read in one statement');
      return null;
    }
  }
}
