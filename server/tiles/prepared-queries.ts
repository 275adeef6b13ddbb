import type { DataSource } from 'typeorm';
import type { Statement } from '../kernel/database/named-statements.ts';
import { ReadSession, type Pass } from '../kernel/database/read-session.ts';

export type { Statement };

/**
 * Runs statements that the database prepares once per connection. A tile is read by the same few statements again and again,
 * and planning one anew costs a sixth of making the tile. They are asked as nobody: tiles hold what everyone may see.
 */
export class PreparedQueries {
  constructor(private readonly dataSource: DataSource) {}

  async rows<Row>({ text, values }: Statement, pass?: Pass): Promise<Row[]> {
    const session = new ReadSession(this.dataSource, null, { pass });
    try {
      return await session.queryAlone<Row>(text, values);
    } finally {
      await session.close();
    }
  }
}
