import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { viewerSettings } from '../kernel/access/as-viewer.ts';
import { queryNamed, type Statement } from '../kernel/database/named-statements.ts';

export type { Statement };

/**
 * Runs statements that the database prepares once per connection. A tile is read by the same few statements again and again,
 * and planning one anew costs a sixth of making the tile. They are asked as nobody: tiles hold what everyone may see.
 */
export class PreparedQueries {
  constructor(private readonly dataSource: Pick<DataSource, 'createQueryRunner'>) {}

  async rows<Row>(statement: Statement): Promise<Row[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as pg.ClientBase;
      await client.query(`begin read only; ${viewerSettings(null)}`);
      try {
        return await queryNamed<Row>(client, statement);
      } finally {
        await client.query('commit');
      }
    } finally {
      await runner.release();
    }
  }
}
