/** Processor time of processes that cannot tell it themselves: the backends of a PostgreSQL server on this machine, and peers. */
import { readFileSync } from 'node:fs';
import pg from 'pg';

/** A tick is 10 ms on every Linux that Node runs on. */
const TICK_MS = 10;

/** Processor time a local process has used, in ms; null when this machine cannot say (not Linux, or not here). */
export function processCpuMs(pid: number, name = ''): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (!stat.includes(`(${name}`)) return null;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return null;
  }
}

/** Processor time by backend, of all that serve the database but this clock's own. */
export type BackendTimes = ReadonlyMap<number, number>;

export class BackendClock {
  private constructor(private readonly client: pg.Client) {}

  /** Null when the backends do not run on this machine: their time cannot be counted then. */
  static async start(url: string): Promise<BackendClock | null> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    if (processCpuMs(rows[0]?.pid ?? 0, 'postgres') !== null) return new BackendClock(client);
    await client.end();
    return null;
  }

  async read(): Promise<BackendTimes> {
    const { rows } = await this.client.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    return new Map(rows.map(({ pid }) => [pid, processCpuMs(pid, 'postgres') ?? 0]));
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

/** What the backends have used between two readings; null when one ended meanwhile and took its account with it. */
export function usedBetween(before: BackendTimes, after: BackendTimes): number | null {
  for (const pid of before.keys()) if (!after.has(pid)) return null;
  return [...after].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0);
}
