/** Half of the subscribers of bench:live, in a process of their own: `live-clients.ts <url> <count> <what>`. */
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url = '', count = '0', selection = ''] = process.argv.slice(2);
const query = `subscription { issueChanges(within: "370202") { cursor code ${selection} } }`;

/** When each code was heard, by each. */
const heard: { code: string; at: number }[] = [];
const now = (): number => performance.timeOrigin + performance.now();

interface Told {
  readonly data?: { readonly issueChanges?: { readonly code: string | null } } | null;
}

async function open(): Promise<void> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
  });
  await new Promise<void>((resolve, reject) => {
    client.on('connected', () => resolve());
    client.on('closed', () => reject(new Error('A subscriber was closed')));
  });
  client.subscribe(
    { query },
    {
      next: ({ data }: Told) => heard.push({ code: data?.issueChanges?.code ?? '', at: now() }),
      error: (error) => console.error(error),
      complete: () => undefined,
    },
  );
}

process.on('disconnect', () => process.exit(0));
process.on('message', (message: 'close' | Record<string, number>) => {
  if (message === 'close') process.exit(0);
  const delays = heard.flatMap(({ code, at }) => {
    const sent = message[code];
    return sent === undefined ? [] : [at - sent];
  });
  process.send?.({ delays });
});

for (let opened = 0; opened < Number(count); opened += 50) {
  await Promise.all(Array.from({ length: Math.min(50, Number(count) - opened) }, open));
}
// The subscriptions themselves are on their way.
setTimeout(() => process.send?.({ ready: true }), 1500);
