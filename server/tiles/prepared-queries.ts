import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { DataSource } from 'typeorm';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Runs statements that the database prepares once per connection. A tile is read by the same few statements again and again,
 * and planning one anew costs a sixth of making the tile; TypeORM's own `query` has no name for a statement.
 */
export class PreparedQueries {
  private readonly names = new Map<string, string>();

  constructor(private readonly dataSource: Pick<DataSource, 'createQueryRunner'>) {}

  async rows<Row>({ text, values }: Statement): Promise<Row[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as pg.ClientBase;
      const { rows } = await client.query({ name: this.nameOf(text), text, values: [...values] });
      return rows as Row[];
    } finally {
      await runner.release();
    }
  }

  /** Few texts are ever asked for, so their names are kept for good. */
  private nameOf(text: string): string {
    const known = this.names.get(text);
    if (known) return known;
    const name = `tiles-${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
    this.names.set(text, name);
    return name;
  }
}
