import type pg from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { answerPool } from './answer-pool.ts';
import { queryNamed } from './named-statements.ts';

/** A question that takes longer is given up. (The embedded database cannot interrupt itself and ignores this.) */
export const STATEMENT_LIMIT_MS = 30_000;

/**
 * The reads of one GraphQL operation: one read-only transaction, opened at the first statement, so that every number in an
 * answer comes from one snapshot. Statements run one after the other. Whoever made the session closes it.
 */
export class ReadSession {
  /** How many statements have been sent, without the transaction's own begin and commit. */
  statementCount = 0;

  private opening: Promise<Transaction> | null = null;
  private lastStatement: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly dataSource: DataSource) {}

  async query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]> {
    const { runner } = await this.open();
    return runner.query(sql, params && [...params]);
  }

  /**
   * As `query`, for statements that are asked again and again with other values: parsed once per connection, and planned
   * once when the database finds that one plan does for all values.
   */
  async queryPrepared<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    const { client } = await this.open();
    this.statementCount += 1;
    return this.inTurn(() => queryNamed<Row>(client, { text: sql, values: params }));
  }

  /**
   * One statement that is a whole answer: a snapshot by itself, so it needs no transaction around it. Named like those of
   * `queryPrepared`.
   */
  async queryAlone<Row>(sql: string, params: readonly unknown[]): Promise<Row[]> {
    if (this.opening) return this.queryPrepared<Row>(sql, params);
    if (this.closed) throw closedError();
    this.statementCount += 1;
    const pool = answerPool(this.dataSource);
    if (!pool) throw new Error('No connections for answers were opened beside this data source.');
    const client = await pool.connect();
    try {
      return await queryNamed<Row>(client, { text: sql, values: params });
    } finally {
      client.release();
    }
  }

  /** For entities and query builders. The manager's statements belong to the session like those of `query`. */
  async manager(): Promise<EntityManager> {
    return (await this.open()).runner.manager;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const transaction = await this.opening?.catch(() => null);
    if (!transaction) return;
    try {
      await this.inTurn(() => transaction.send('commit'));
    } catch {
      // Nothing was written. A transaction that cannot be ended ends with its connection, which the pool throws away.
    } finally {
      await transaction.runner.release();
    }
  }

  private open(): Promise<Transaction> {
    if (this.closed) return Promise.reject(closedError());
    this.opening ??= this.begin();
    return this.opening;
  }

  private async begin(): Promise<Transaction> {
    const runner = this.dataSource.createQueryRunner();
    const send = runner.query.bind(runner);
    const query = (sql: string, params?: unknown[], structured?: boolean): Promise<unknown> => {
      this.statementCount += 1;
      return this.inTurn(() => (structured ? send(sql, params, true) : send(sql, params)));
    };
    let client: pg.ClientBase;
    try {
      client = (await runner.connect()) as pg.ClientBase;
      await send(
        // Compiling a statement costs more than these statements take.
        `begin isolation level repeatable read read only; set local statement_timeout = ${STATEMENT_LIMIT_MS}; set local jit = off`,
      );
    } catch (error) {
      await runner.release();
      throw error;
    }
    return { runner: Object.assign(runner, { query: query as QueryRunner['query'] }), client, send };
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
}
