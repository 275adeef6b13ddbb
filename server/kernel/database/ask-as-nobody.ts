import type { DataSource } from 'typeorm';
import { ReadSession } from './read-session.ts';

/** Asks a question as nobody in particular: rejects where what everyone may see cannot be seen. */
export async function askAsNobody(dataSource: DataSource, question: string): Promise<void> {
  const session = new ReadSession(dataSource);
  try {
    await session.queryAlone(question, []);
  } finally {
    await session.close();
  }
}
