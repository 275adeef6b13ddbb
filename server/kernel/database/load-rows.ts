import type { EntityManager } from 'typeorm';

/** Rows of one table on their way in. */
export interface LoadStep {
  readonly title: string;
  readonly rows: readonly object[];
  /** One statement for a batch of rows, which it reads as `jsonb_to_recordset($1)`. */
  readonly sql: string;
}

/** One statement that writes a table's rows of a district from those of another. */
export interface CopyStep {
  readonly title: string;
  readonly sql: string;
  readonly values: readonly unknown[];
}

const BATCH = 1000;

/** Writes rows in batches of one statement each. The transaction is the caller's. */
export async function loadRows(
  manager: EntityManager,
  { rows, sql }: LoadStep,
  onBatch: (rows: number) => void = () => undefined,
): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    await manager.query(sql, [JSON.stringify(batch)]);
    onBatch(batch.length);
  }
}
