import type pg from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { changeAs, viewerSettings } from '../access/as-viewer.ts';
import type { Question } from '../access/answer-times.ts';
import type { Viewer } from '../access/viewer.ts';
import { answerPool, lendForAnswer } from './answer-pool.ts';
import { queryNamed } from './named-statements.ts';
import { withinLimit } from './statement-limit.ts';

/** A question that takes longer is given up: by the server, and a little later by us (see `withinLimit`). */
export const STATEMENT_LIMIT_MS = 30_000;

/** The turn of whoever asks, where turns are taken (see FairUse). */
export interface Pass {
  /** Says what is asked, before it is. */
  describe(question: Question): void;
  /** Waits for a turn, which is over when the answer is called. */
  enter(): Promise<() => void>;
  /** Aborted when nobody waits for the answer any more. */
  readonly left: AbortSignal;
}

export interface SessionOptions {
  readonly pass?: Pass | undefined;
  /** How long a statement may take. */
  readonly limitMs?: number;
}

/**
 * The reads of one GraphQL operation: one read-only transaction, opened at the first statement, so that every number in an
 * answer comes from one snapshot, and in which the database shows what the viewer may see and no more. Statements run one
 * after the other. Whoever made the session closes it.
 */
export class ReadSession {
  /** How many statements have been sent, without the transaction's own begin and commit. */
  statementCount = 0;

  readonly pass: Pass | undefined;
  private readonly limitMs: number;
  private opening: Promise<Transaction> | null = null;
  /** What is being changed: reads wait for it, and the next change does. */
  private changing: Promise<unknown> = Promise.resolve();
  private lastStatement: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    readonly dataSource: DataSource,
    /** Who is asking; nobody is null. */
    readonly viewer: Viewer | null = null,
    { pass, limitMs = STATEMENT_LIMIT_MS }: SessionOptions = {},
  ) {
    this.pass = pass;
    this.limitMs = limitMs;
  }

  async query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]> {
    return this.inSnapshot(({ runner }) => runner.query(sql, params && [...params]));
  }

  /**
   * As `query`, for statements that are asked again and again with other values: parsed once per connection, and planned
   * once when the database finds that one plan does for all values.
   */
  async queryPrepared<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.inSnapshot(({ client }) => {
      this.statementCount += 1;
      return this.inTurn(() => this.limited(client, () => queryNamed<Row>(client, { text: sql, values: params })));
    });
  }

  /**
   * One statement that is a whole answer: a snapshot by itself, so it needs no transaction around it. Named like those of
   * `queryPrepared`.
   */
  async queryAlone<Row>(sql: string, params: readonly unknown[]): Promise<Row[]> {
    // The connections for answers are nobody's: what a post may see is said in a transaction of its own.
    const hasPool = !this.opening && !this.viewer && answerPool(this.dataSource) !== undefined;
    if (!hasPool) return this.queryPrepared<Row>(sql, params);
    if (this.closed) throw closedError();
    this.statementCount += 1;
    const answered = await this.duringTurn(() => this.askAlone<Row>(sql, params));
    if (answered) return answered;
    this.statementCount -= 1; // it is counted where it is sent
    return this.queryPrepared<Row>(sql, params);
  }

  /** Null where there is no connection for that. */
  private async askAlone<Row>(sql: string, params: readonly unknown[]): Promise<Row[] | null> {
    const client = await lendForAnswer(this.dataSource);
    if (!client) return null;
    try {
      return await this.limited(client, () => queryNamed<Row>(client, { text: sql, values: params }));
    } finally {
      client.release();
    }
  }

  /** For entities and query builders. The manager's statements belong to the session like those of `query`. */
  async manager(): Promise<EntityManager> {
    return this.inSnapshot(async ({ runner }) => runner.manager);
  }

  /**
   * Lets `work` change things in the name of a post, in one transaction of its own. The snapshot ends with it: what is asked
   * next is asked of a new one, and the embedded database has one backend for both.
   */
  async change<T>(viewer: Viewer, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const { opening, changing } = this;
    this.opening = null;
    const change = changing
      .catch(() => undefined)
      .then(() => this.end(opening))
      // A change is made or not, and not left halfway because nobody waits for the answer.
      .then(() => this.duringTurn(() => changeAs(this.dataSource, viewer, work)));
    this.changing = change.catch(() => undefined);
    return change;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.end(this.opening);
  }

  private async end(opening: Promise<Transaction> | null): Promise<void> {
    const transaction = await opening?.catch(() => null);
    if (!transaction) return;
    // From here on its connection is somebody else's, who may see more: nothing that comes later may be asked there.
    transaction.ended = true;
    try {
      await this.inTurn(() => transaction.send('commit'));
    } catch {
      // Nothing was written. A transaction that cannot be ended ends with its connection, which the pool throws away.
    } finally {
      await transaction.runner.release();
      transaction.giveBack();
    }
  }

  private async duringTurn<T>(work: () => Promise<T>): Promise<T> {
    const giveBack = await this.pass?.enter();
    try {
      return await work();
    } finally {
      giveBack?.();
    }
  }

  private limited<T>(client: pg.ClientBase, statement: () => Promise<T>): Promise<T> {
    return withinLimit(client, { limitMs: this.limitMs, left: this.pass?.left }, statement);
  }

  /** Sends statements to the open transaction; to the next one where that has just ended. */
  private async inSnapshot<T>(send: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (;;) {
      if (this.closed) throw closedError();
      this.opening ??= this.changing.then(() => this.begin());
      const transaction = await this.opening;
      if (!transaction.ended) return send(transaction);
    }
  }

  private async begin(): Promise<Transaction> {
    const giveBack = (await this.pass?.enter()) ?? ((): void => undefined);
    const runner = this.dataSource.createQueryRunner();
    const send = runner.query.bind(runner);
    let client: pg.ClientBase;
    try {
      client = (await runner.connect()) as pg.ClientBase;
      await send(
        // Compiling a statement costs more than these statements take.
        `begin isolation level repeatable read read only; set local statement_timeout = ${this.limitMs};
          set local jit = off; ${viewerSettings(this.viewer)}`,
      );
    } catch (error) {
      await runner.release();
      giveBack();
      throw error;
    }
    const transaction: Transaction = { runner, client, send, giveBack, ended: false };
    const query = async (sql: string, params?: unknown[], structured?: boolean): Promise<unknown> => {
      if (transaction.ended) throw closedError();
      this.statementCount += 1;
      const statement = () => (structured ? send(sql, params, true) : send(sql, params));
      return this.inTurn(() => this.limited(client, statement));
    };
    Object.assign(runner, { query: query as QueryRunner['query'] });
    return transaction;
  }

  private inTurn<T>(statement: () => Promise<T>): Promise<T> {
    const result = this.lastStatement.then(statement);
    this.lastStatement = result.catch(() => undefined);
    return result;
  }
}

function closedError(): Error {
  return new Error('The read session is closed: its answer has already been sent.');
}

interface Transaction {
  /** Its `query` counts statements and sends them in turn, whoever sends them. */
  runner: QueryRunner;
  client: pg.ClientBase;
  /** The runner's own `query`. */
  send: QueryRunner['query'];
  /** Ends the turn it was opened in. */
  giveBack(): void;
  ended: boolean;
}
