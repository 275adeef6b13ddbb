/** As much of PostgreSQL's wire protocol (version 3) as it takes to stand between a client and a backend. */

export interface Message {
  /** One letter; '' for the startup message, which has none. */
  type: string;
  /** The whole message, with type and length. */
  bytes: Buffer;
}

/** What stands in the place of a protocol version in the first message of a connection. */
export const firstMessage = { ssl: 80877103, gss: 80877104, cancel: 80877102 } as const;

/** Collects a client's bytes into messages. The first messages carry no type, until `startupDone`. */
export class FrontendReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private typed = false;

  push(chunk: Uint8Array): void {
    this.chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.size += chunk.byteLength;
  }

  startupDone(): void {
    this.typed = true;
  }

  /** The next complete message, or null. */
  next(): Message | null {
    const header = this.typed ? 5 : 4;
    if (this.size < header) return null;
    const lengthAt = header - 4;
    const length = this.peek(header).readInt32BE(lengthAt) + lengthAt;
    if (length < header) throw new Error('The client sent a message of impossible length.');
    if (this.size < length) return null;
    const all = this.peek(length);
    const bytes = all.subarray(0, length);
    const rest = all.subarray(length);
    this.chunks[0] = rest;
    if (rest.length === 0) this.chunks.shift();
    this.size -= length;
    return { type: this.typed ? String.fromCharCode(bytes[0] ?? 0) : '', bytes };
  }

  /** The first chunk, made at least so long. */
  private peek(length: number): Buffer {
    const first = this.chunks[0] ?? Buffer.alloc(0);
    if (first.length >= length) return first;
    const joined = Buffer.concat(this.chunks);
    this.chunks = [joined];
    return joined;
  }
}

/** The messages of a backend's answer. */
export function* backendMessages(reply: Uint8Array): Generator<Message> {
  const bytes = Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength);
  for (let at = 0; at + 5 <= bytes.length;) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    yield { type: String.fromCharCode(bytes[at] ?? 0), bytes: bytes.subarray(at, end) };
    at = end;
  }
}

export function message(type: string, body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(5 + body.length);
  bytes.write(type, 0, 'latin1');
  bytes.writeInt32BE(4 + body.length, 1);
  bytes.set(body, 5);
  return bytes;
}

/** I: idle. T: in a transaction. E: in a transaction that has failed. */
export type TransactionState = 'I' | 'T' | 'E';

export function readyForQuery(state: TransactionState): Buffer {
  return message('Z', Buffer.from(state));
}

export function stateOf(readyForQueryMessage: Buffer): TransactionState {
  const state = String.fromCharCode(readyForQueryMessage[5] ?? 0);
  return state === 'T' || state === 'E' ? state : 'I';
}

export function errorResponse(severity: 'ERROR' | 'FATAL', code: string, text: string): Buffer {
  return message('E', Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${text}\0\0`));
}

export function simpleQuery(sql: string): Buffer {
  return message('Q', Buffer.from(`${sql}\0`));
}

export function sync(): Buffer {
  return message('S', Buffer.alloc(0));
}

export function closeStatement(name: string): Buffer {
  return message('C', Buffer.from(`S${name}\0`));
}

/** What a server says to a client it lets in. */
export function welcome(sessionId: number, parameters: Readonly<Record<string, string>>): Buffer {
  const key = Buffer.alloc(8);
  key.writeInt32BE(sessionId, 0);
  return Buffer.concat([
    message('R', Buffer.alloc(4)),
    ...Object.entries(parameters).map(([name, value]) => message('S', Buffer.from(`${name}\0${value}\0`))),
    message('K', key),
    readyForQuery('I'),
  ]);
}

/** The text from `offset` to the next zero byte. */
export function textAt(bytes: Buffer, offset: number): string {
  const end = bytes.indexOf(0, offset);
  return bytes.toString('utf8', offset, end < 0 ? bytes.length : end);
}

/** The message with the text at `offset` of its whole bytes exchanged. */
export function withText(original: Buffer, offset: number, text: string): Buffer {
  const end = original.indexOf(0, offset);
  const body = Buffer.concat([original.subarray(5, offset), Buffer.from(text), original.subarray(end)]);
  return message(String.fromCharCode(original[0] ?? 0), body);
}

/** Whether a session asks to be told what NOTIFY says. */
export function isListen({ type, bytes }: Message): boolean {
  return type === 'Q' && /^\s*listen\b/i.test(bytes.toString('latin1', 5, 105));
}

const refusal = `do $$ begin
  raise exception 'COPY ... FROM STDIN is not possible on the embedded database: use insert ... select from jsonb_to_recordset'
    using errcode = 'feature_not_supported';
end $$`;

/** COPY FROM STDIN would end the backend of the embedded database: it becomes a statement that fails and says why. */
export function withoutCopy(original: Message): Message {
  const { type, bytes } = original;
  if (type !== 'Q' && type !== 'P') return original;
  const sqlAt = type === 'Q' ? 5 : bytes.indexOf(0, 5) + 1;
  if (!/^\s*copy\b/i.test(bytes.toString('latin1', sqlAt, sqlAt + 100))) return original;
  if (!/^\s*copy\b[^;]*\bfrom\s+stdin\b/i.test(textAt(bytes, sqlAt))) return original;
  return { type, bytes: withText(bytes, sqlAt, refusal) };
}
