import type pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { queryNamed, type Statement } from './named-statements.ts';

/** Asks a statement by its name (see `queryNamed`): in the transaction of a manager, or on any connection of a data source. */
export async function askNamed<Row>(from: DataSource | EntityManager, statement: Statement): Promise<Row[]> {
  const { queryRunner, dataSource } = 'manager' in from ? from.manager : from;
  if (queryRunner) return queryNamed<Row>((await queryRunner.connect()) as pg.ClientBase, statement);
  const runner = dataSource.createQueryRunner();
  try {
    return await queryNamed<Row>((await runner.connect()) as pg.ClientBase, statement);
  } finally {
    await runner.release();
  }
}
