/** Sends what a crowd of clients asks, from a process of its own: what it costs to read answers is not the server's fault. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface CrowdRequest {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** With a body it is a POST. */
  readonly body?: string;
}

/** For so long, so many clients each send one request after the other, chosen in turn, with a pause between two. */
export interface CrowdOrder {
  readonly address: string;
  readonly requests: readonly CrowdRequest[];
  readonly clients: number;
  readonly ms: number;
  readonly pauseMs: number;
  /** Whether each client has an address of its own in 127.0.0.0/8, as clients of a real network have. */
  readonly apart: boolean;
  /** A client that has waited so long leaves, and asks again. */
  readonly patienceMs?: number;
}

export interface CrowdAccount {
  /** Milliseconds of each request that was answered in full, whatever the answer. */
  readonly times: readonly number[];
  /** How many answers had which status; 0 for those that were left or broken. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly bytes: number;
}

async function carryOut({
  address,
  requests,
  clients,
  ms,
  pauseMs,
  apart,
  patienceMs,
}: CrowdOrder): Promise<CrowdAccount> {
  const times: number[] = [];
  const statuses: Record<number, number> = {};
  let bytes = 0;
  let sent = 0;
  const end = performance.now() + ms;

  const one = (agent: Agent, { path, headers = {}, body }: CrowdRequest): Promise<number> =>
    new Promise((resolve) => {
      const asked = request(
        `${address}${path}`,
        {
          method: body === undefined ? 'GET' : 'POST',
          agent,
          headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
          ...(patienceMs !== undefined && { timeout: patienceMs }),
        },
        (answer) => {
          answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
          answer.on('error', () => resolve(0));
          answer.on('end', () => resolve(answer.statusCode ?? 0));
        },
      );
      asked.on('timeout', () => asked.destroy());
      asked.on('error', () => resolve(0));
      asked.end(body);
    });

  const client = async (number: number): Promise<void> => {
    const localAddress = apart ? `127.0.${1 + Math.floor(number / 250)}.${1 + (number % 250)}` : undefined;
    // Each client has one connection, as a browser has few.
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ...(localAddress !== undefined && { localAddress }) });
    while (performance.now() < end) {
      const next = requests[sent % requests.length];
      sent += 1;
      if (!next) return;
      const started = performance.now();
      const status = await one(agent, next);
      if (status !== 0) times.push(performance.now() - started);
      statuses[status] = (statuses[status] ?? 0) + 1;
      await sleep(status === 0 || status >= 429 ? Math.max(pauseMs, 50) : pauseMs);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return { times, statuses, bytes };
}

process.on('message', (order: CrowdOrder) => {
  void carryOut(order).then((account) => process.send?.(account));
});
process.on('disconnect', () => process.exit(0));
