import type { DataSource } from 'typeorm';

const EVERY_MS = 10 * 60_000;
/** How long the feed is kept, and how much of it: whoever was away longer asks for everything anew. */
export const KEPT_DAYS = 7;
export const KEPT_CHANGES = 200_000;

/** Takes old changes away; several processes may, one at a time does. */
export async function sweep(dataSource: DataSource, days = KEPT_DAYS, most = KEPT_CHANGES): Promise<void> {
  await dataSource.query('select sweep_live_changes($1, $2)', [days, most]);
}

export function sweepNowAndThen(dataSource: DataSource, onError: (error: unknown) => void): { stop(): void } {
  const timer = setInterval(() => void sweep(dataSource).catch(onError), EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}
