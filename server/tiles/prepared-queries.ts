import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { queryNamed, type Statement } from '../kernel/database/named-statements.ts';

export type { Statement };

/**
 * Runs statements that the database prepares once per connection. A tile is read by the same few statements again and again,
 * and planning one anew costs a sixth of making the tile.
 */
export class PreparedQueries {
  constructor(private readonly dataSource: Pick<DataSource, 'createQueryRunner'>) {}

  async rows<Row>(statement: Statement): Promise<Row[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await queryNamed<Row>((await runner.connect()) as pg.ClientBase, statement);
    } finally {
      await runner.release();
    }
  }
}
