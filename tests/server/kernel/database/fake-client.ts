import type { Arbiter } from '../../../../server/kernel/database/embedded/arbiter.ts';
import {
  backendMessages,
  message,
  simpleQuery,
  sync,
  textAt,
} from '../../../../server/kernel/database/embedded/protocol.ts';
import type { Session } from '../../../../server/kernel/database/embedded/session.ts';

export interface Answer {
  /** What was answered before ReadyForQuery: words of commands, or E: and the text of errors. */
  words: string[];
  state: string;
}

/** A client of the arbiter that asks one thing at a time, as a driver does. */
export class FakeClient {
  readonly session: Session;
  ended = false;
  /** Bytes that came before the protocol began: answers to SSLRequest. */
  early = '';

  private words: string[] = [];
  private waiting: ((answer: Answer) => void)[] = [];

  constructor(arbiter: Arbiter) {
    this.session = arbiter.open({
      send: (bytes) => this.take(bytes),
      end: () => {
        this.ended = true;
        for (const resolve of this.waiting.splice(0)) resolve({ words: [...this.words, 'END'], state: '-' });
      },
    });
  }

  start(): Promise<Answer> {
    return this.send(startup(196608, 'user\0atlas\0\0'));
  }

  ask(sql: string): Promise<Answer> {
    return this.send(simpleQuery(sql));
  }

  /** Parse (unless told not to), Bind, Sync. */
  prepared(name: string, sql: string | null): Promise<Answer> {
    const parse = sql === null ? Buffer.alloc(0) : message('P', Buffer.from(`${name}\0${sql}\0\0\0`));
    return this.send(Buffer.concat([parse, message('B', Buffer.from(`\0${name}\0\0\0\0\0\0\0`)), sync()]));
  }

  send(bytes: Uint8Array): Promise<Answer> {
    const answer = new Promise<Answer>((resolve) => this.waiting.push(resolve));
    this.session.receive(bytes);
    return answer;
  }

  private take(bytes: Uint8Array): void {
    if (bytes.length === 1) {
      this.early += Buffer.from(bytes).toString();
      return;
    }
    for (const { type, bytes: whole } of backendMessages(bytes)) {
      if (type === 'C') this.words.push(textAt(whole, 5));
      if (type === 'E') this.words.push(`E:${/M([^\0]*)/.exec(whole.toString('utf8', 5))?.[1] ?? ''}`);
      if (type === 'Z')
        this.waiting.shift()?.({ words: this.words.splice(0), state: String.fromCharCode(whole[5] ?? 0) });
    }
  }
}

export function startup(version: number, body = ''): Buffer {
  const bytes = Buffer.alloc(8 + Buffer.byteLength(body));
  bytes.writeInt32BE(bytes.length, 0);
  bytes.writeInt32BE(version, 4);
  bytes.write(body, 8);
  return bytes;
}
