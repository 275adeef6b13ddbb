import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { ReadSession } from '../database/read-session.ts';
import type { KnownOperation } from '../reading/known-operations.ts';
import type { Question } from '../reading/plans.ts';
import type { SentOperation, WholeAnswers } from '../reading/whole-answers.ts';
import { today } from './as-of.ts';
import { httpOf } from './errors.ts';
import { refusalAnswer } from './format-error.ts';
import { printAnswer } from './json-text.ts';
import { checkLimits, COST_HEADER, measure, type GraphLimits } from './limits.ts';

type Variables = Readonly<Record<string, unknown>>;

interface Asked extends SentOperation {
  readonly variables: Variables;
}

const JSON_ANSWER = 'application/json; charset=utf-8';

/** What an answer is called to those who accept this. Whoever accepts something else is answered by Apollo, which weighs it. */
const CONTENT_TYPES = new Map<string | undefined, string>([
  [undefined, JSON_ANSWER],
  ['*/*', JSON_ANSWER],
  ['application/json', JSON_ANSWER],
  ['application/graphql-response+json,application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
]);

/**
 * The short way to an answer: an operation that has been answered in one statement before, sent as clients send it, is neither
 * parsed nor validated and passes by Apollo, which costs more than reading a small answer. The answer is the same to the byte.
 * Where anything is out of the ordinary there is none, and Apollo looks at the request as if nothing had been tried.
 */
export class ShortWay {
  constructor(
    private readonly answers: WholeAnswers,
    private readonly schema: GraphQLSchema,
    private readonly limits: GraphLimits,
  ) {}

  /** The body of the answer, with the head set; null where there is none. */
  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    sessionOf: (request: FastifyRequest) => Promise<ReadSession>,
  ): Promise<string | null> {
    const contentType = CONTENT_TYPES.get(request.headers.accept);
    const asked = askedIn(request.body);
    const known = asked && this.answers.find(asked);
    const cost = contentType === undefined || !known ? null : this.costWithin(known, asked.variables);
    if (contentType === undefined || !known || cost === null) return null;
    const session = await sessionOf(request);
    session.pass?.describe({ known: known.operation, cost });
    const text = await this.read({ ...known, variables: asked.variables, today: today(), session }, reply);
    if (text === null) return null;
    await session.close();
    void reply.headers({ 'cache-control': 'no-store', 'content-type': contentType, [COST_HEADER]: String(cost) });
    return text;
  }

  private async read(question: Question, reply: FastifyReply): Promise<string | null> {
    try {
      const data = await this.answers.read(question);
      return data === null ? null : `{"data":${data}}\n`;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const http = httpOf(error);
      if (http) void reply.code(http.status).headers(Object.fromEntries(http.headers));
      return `${printAnswer(refusalAnswer(error))}\n`;
    }
  }

  /** What it costs; null where that is more than it may, which Apollo says. */
  private costWithin({ document, operation }: KnownOperation, variables: Variables): number | null {
    try {
      const size = measure(this.schema, document, operation, variables);
      checkLimits(this.limits, size);
      return size.cost;
    } catch {
      return null;
    }
  }
}

/** What a body asks; null where it is not the plain form of GraphQL over HTTP. */
function askedIn(body: unknown): Asked | null {
  if (!isObject(body)) return null;
  const { query, operationName = null, variables, extensions } = body;
  if (typeof query !== 'string') return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (variables != null && !isObject(variables)) return null;
  if (extensions != null && (!isObject(extensions) || 'persistedQuery' in extensions)) return null;
  return { query, operationName, variables: variables ?? {} };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
