/** Stands between the server under test and its PostgreSQL, and can fall silent: it takes everything and answers nothing. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface FrozenProxy {
  /** host:port */
  readonly host: string;
  urlOf(serverUrl: string): string;
  freeze(): void;
  thaw(): void;
  /** Cuts every connection and takes no more. */
  stop(): Promise<void>;
}

export async function startProxy(serverUrl: string): Promise<FrozenProxy> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((near) => {
    const far = connect(Number(port || 5432), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (!frozen) to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        if (!frozen) to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    urlOf: (url) => Object.assign(new URL(url), { host }).href,
    freeze: () => (frozen = true),
    thaw: () => (frozen = false),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
