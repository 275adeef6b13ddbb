import pg from 'pg';
import { DatabaseAway, errorMessage, noteAway } from './database-error.ts';
import type { ServerAddress } from './server-address.ts';
import { watchSilence, type Watched } from './silence.ts';

/** A server of several that does not answer for so long is passed over. */
const PROBE_MS = 3_000;

export interface ServerClientConfig extends pg.ClientConfig {
  address: ServerAddress;
  /** How long an answer may be awaited before the server is asked whether it is there; 5 s unless told. */
  silenceMs?: number;
}

/**
 * A connection to a PostgreSQL server, whoever opens it: the pools, the listener, the command lines. It finds the right one
 * of several servers, knows whether its session is its own, and ends when its server has fallen silent.
 */
export class ServerClient extends pg.Client {
  private owns = false;
  private readonly config: ServerClientConfig;

  constructor(config: ServerClientConfig) {
    super(configOf(config, config.address.hosts[0]));
    this.config = config;
    const { connection } = this as pg.Client as Watched;
    connection.on('error', noteAway);
    // What breaks it rejects what was asked; an error that nobody hears would end the process.
    this.on('error', () => undefined);
    watchSilence(this as pg.Client as Watched, {
      probe: (timeoutMs) => new pg.Client({ ...configOf(config, this.hostUrl), connectionTimeoutMillis: timeoutMs }),
      afterMs: config.silenceMs,
    });
  }

  /**
   * Whether what is set for the session stays with it. Behind a pooler, which lends servers out by the transaction, it would
   * be the next client's: such a pooler answers for the server with a number of its own.
   */
  get ownsSession(): boolean {
    return this.owns;
  }

  override connect(): Promise<this>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<this> | void {
    const opening = this.open();
    if (!callback) return opening.then(() => this);
    opening.then(
      () => setImmediate(callback as () => void),
      (error: Error) => setImmediate(callback, error),
    );
  }

  private hostUrl: string = '';

  private async open(): Promise<void> {
    const { address } = this.config;
    this.hostUrl =
      address.hosts.length > 1 || address.wanted !== 'any' ? await findHost(this.config) : address.hosts[0];
    const { host, port } = new pg.Client(configOf(this.config, this.hostUrl));
    Object.assign(this, { host, port });
    await super.connect();
    const { rows } = await this.query<{ pid: number }>('select pg_backend_pid() as pid');
    this.owns = rows[0]?.pid === (this as unknown as { processID: number | null }).processID;
  }
}

function configOf({ address: _, silenceMs: __, ...config }: ServerClientConfig, url: string): pg.ClientConfig {
  return { ...config, connectionString: url };
}

/** The first host that is as wanted. Where only one of them can be, all are asked at once: one that is silent holds up nobody. */
async function findHost(config: ServerClientConfig): Promise<string> {
  const { hosts, wanted } = config.address;
  if (wanted === 'read-write') {
    try {
      return await Promise.any(hosts.map((url) => probe(config, url)));
    } catch (error) {
      throw new DatabaseAway(reasonsOf(error, hosts), { cause: error });
    }
  }
  const errors: unknown[] = [];
  for (const url of hosts) {
    try {
      return await probe(config, url);
    } catch (error) {
      errors.push(error);
    }
  }
  throw new DatabaseAway(reasonsOf(new AggregateError(errors), hosts), { cause: new AggregateError(errors) });
}

function reasonsOf(error: unknown, hosts: readonly string[]): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  return hosts.map((url, index) => `${new URL(url).host}: ${errorMessage(errors[index])}`).join('; ');
}

async function probe(config: ServerClientConfig, url: string): Promise<string> {
  const client = new pg.Client({ ...configOf(config, url), connectionTimeoutMillis: PROBE_MS });
  client.on('error', () => undefined);
  const patience = setTimeout(
    () => (client as Watched).connection.stream.destroy(new Error('no answer in time')),
    PROBE_MS,
  );
  try {
    await client.connect();
    if (config.address.wanted === 'any') return url;
    const { rows } = await client.query<{ ready: boolean }>(
      `select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off' as ready`,
    );
    if (rows[0]?.ready === true) return url;
    throw new Error('it can only be read from');
  } finally {
    clearTimeout(patience);
    client.end().catch(() => undefined);
  }
}
