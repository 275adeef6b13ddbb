import {
  createSourceEventStream,
  execute,
  GraphQLError,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { DataSource } from 'typeorm';
import type { Viewer } from '../kernel/access/viewer.ts';
import { ReadSession } from '../kernel/database/read-session.ts';
import { RequestContext } from '../kernel/graph/context.ts';
import type { errorFormatter } from '../kernel/graph/format-error.ts';
import { defaultLimits, type GraphLimits } from '../kernel/graph/limits.ts';
import { printWithin } from '../kernel/graph/print-within.ts';
import { Follower } from './follower.ts';
import { setHub, type LiveHub } from './hub.ts';
import type { LiveRow } from './live-row.ts';
import { SharedAnswers } from './shared-answers.ts';
import { LiveDocuments, type LiveRequest } from './subscription.ts';
import { Turns } from './turns.ts';

/** Changes executed at the same time: connections to the database are there for questions too. */
const AT_ONCE = 3;

/** Answers as texts, each the JSON of an execution result. */
export interface LiveStream extends AsyncIterableIterator<string> {
  return(): Promise<IteratorResult<string>>;
  /** Called once when too much waits for the subscriber; the stream has ended then. */
  onTooSlow: () => void;
}

export interface LiveGraphOptions {
  dataSource: DataSource;
  hub: LiveHub;
  schema: GraphQLSchema;
  formatError: ReturnType<typeof errorFormatter>;
  limits?: Partial<GraphLimits>;
}

/** Subscriptions, whatever they travel over. */
export class LiveGraph {
  private readonly limits: GraphLimits;
  private readonly documents: LiveDocuments;
  private readonly shared = new SharedAnswers();
  private readonly turns = new Turns(AT_ONCE);

  constructor(private readonly options: LiveGraphOptions) {
    this.limits = { ...defaultLimits, ...options.limits };
    this.documents = new LiveDocuments(options.schema, this.limits);
  }

  /** What the viewer asks to follow, or the errors why not, as the client sees them. */
  async subscribe(request: LiveRequest, viewer: Viewer | null): Promise<LiveStream | GraphQLFormattedError[]> {
    const read = this.documents.read(request);
    if (!('document' in read)) return this.formatted(read);
    const { document, isPlain, cursorVariable } = read;
    const { schema } = this.options;
    const operation = {
      schema,
      document,
      operationName: request.operationName,
      variableValues: request.variables,
      options: { maxCoercionErrors: this.limits.maxErrors },
    };
    const context = this.context(viewer);
    const source = await createSourceEventStream({ ...operation, contextValue: context }).finally(() =>
      context.session.close(),
    );
    if (!(source instanceof Follower)) {
      const errors = 'errors' in source ? source.errors : undefined;
      return this.formatted(errors ?? [new GraphQLError('This cannot be followed.')]);
    }
    const make = (row: LiveRow) => this.turns.take(() => this.execute(operation, row, viewer));
    const variables = { ...request.variables, ...(cursorVariable !== null && { [cursorVariable]: null }) };
    // Columns of the feed are the same for everyone; what is read beside it is for this viewer.
    const asker = isPlain || !viewer ? '' : `${viewer.postId} ${viewer.scopes?.join() ?? '*'}`;
    const key = JSON.stringify([request.query, request.operationName ?? null, variables, asker]);
    return streamOf(source, this.shared.join(key), make);
  }

  private context(viewer: Viewer | null): RequestContext {
    const session = new ReadSession(this.options.dataSource, viewer);
    setHub(session, this.options.hub);
    return new RequestContext(session, this.limits.maxEntries);
  }

  private async execute(
    operation: Omit<Parameters<typeof execute>[0], 'rootValue' | 'contextValue'>,
    row: LiveRow,
    viewer: Viewer | null,
  ): Promise<string> {
    const context = this.context(viewer);
    try {
      const { data, errors }: ExecutionResult = await execute({ ...operation, rootValue: row, contextValue: context });
      const answer = { ...(data !== undefined && { data }), ...(errors && { errors: this.formatted(errors) }) };
      return printWithin(this.limits.maxBytes, answer);
    } finally {
      await context.session.close();
    }
  }

  private formatted(errors: readonly GraphQLError[]): GraphQLFormattedError[] {
    return errors.map((error) => this.options.formatError(error.toJSON(), error));
  }
}

function streamOf(
  source: Follower,
  group: ReturnType<SharedAnswers['join']>,
  make: (row: LiveRow) => Promise<string>,
): LiveStream {
  let left = false;
  const leave = async (): Promise<void> => {
    if (!left) group.leave();
    left = true;
    await source.return();
  };
  const stream: LiveStream = {
    onTooSlow: () => undefined,
    async next() {
      const { value: row, done } = await source.next();
      if (done) {
        await leave();
        return { value: undefined, done: true };
      }
      return { value: await group.answer(row.position, () => make(row)), done: false };
    },
    async return() {
      await leave();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => stream,
  };
  source.onTooSlow = () => {
    void leave();
    stream.onTooSlow();
  };
  return stream;
}
