import { Agent, request } from 'node:http';

export interface Request {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** With a body it is a POST. */
  readonly body?: string;
}

const agents = new Map<number, Agent>();

/** One request over a connection that stays open; the body as it came. */
export function send({ url, headers = {}, body }: Request, clients = 1): Promise<Buffer> {
  const agent = agents.get(clients) ?? new Agent({ keepAlive: true, maxSockets: clients });
  agents.set(clients, agent);
  const posted =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: body === undefined ? 'GET' : 'POST', agent, headers: { ...headers, ...posted } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const bytes = Buffer.concat(chunks);
          if (answer.statusCode === 200) resolve(bytes);
          else reject(new Error(`${url} answered ${answer.statusCode}: ${bytes.toString().slice(0, 500)}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
