/**
 * One backend as an arbiter meets it: a counter, one transaction at a time, prepared statements for all in one list, and
 * PGlite's habit of saying ReadyForQuery once too often after an error.
 */
import type { Backend } from '../../../../server/kernel/database/embedded/arbiter.ts';
import {
  backendMessages,
  errorResponse,
  message,
  readyForQuery,
  textAt,
  type TransactionState,
} from '../../../../server/kernel/database/embedded/protocol.ts';

export class FakeBackend implements Backend {
  committed = 0;
  executing = 0;
  abandoned: Error | null = null;
  readonly statements = new Map<string, string>();
  readonly log: string[] = [];

  private pending = 0;
  private state: TransactionState = 'I';
  private skipping = false;

  async execute(batch: Uint8Array): Promise<Uint8Array> {
    this.executing += 1;
    if (this.executing > 1) throw new Error('two batches at once');
    await new Promise((resolve) => setImmediate(resolve));
    const replies = [...backendMessages(batch)].flatMap(({ type, bytes }) => this.answer(type, bytes));
    this.executing -= 1;
    return Buffer.concat(replies);
  }

  abandon(reason: Error): void {
    this.abandoned = reason;
  }

  private answer(type: string, bytes: Buffer): Buffer[] {
    if (type === 'S') {
      this.skipping = false;
      return [readyForQuery(this.state)];
    }
    if (this.skipping) return [];
    switch (type) {
      case 'Q':
        return [...this.run(textAt(bytes, 5)), readyForQuery(this.state)];
      case 'P': {
        const name = textAt(bytes, 5);
        if (name !== '' && this.statements.has(name)) return this.refuse('42P05', `statement ${name} exists`);
        this.statements.set(name, textAt(bytes, bytes.indexOf(0, 5) + 1));
        return [message('1', Buffer.alloc(0))];
      }
      case 'B': {
        const name = textAt(bytes, bytes.indexOf(0, 5) + 1);
        const sql = this.statements.get(name);
        if (sql === undefined) return this.refuse('26000', `no statement ${name}`);
        const answer = this.run(sql);
        return answer[0]?.[0] === 'E'.charCodeAt(0) ? this.refuse('22012', 'failed') : answer;
      }
      case 'C':
        this.statements.delete(textAt(bytes, 6));
        return [message('3', Buffer.alloc(0))];
      default:
        return [];
    }
  }

  /** begin · commit · rollback · add · fail · say WORD */
  private run(sql: string): Buffer[] {
    this.log.push(sql);
    if (sql === 'rollback' || (sql === 'commit' && this.state === 'E')) {
      this.pending = 0;
      this.state = 'I';
      return [done('ROLLBACK')];
    }
    if (this.state === 'E') return [errorResponse('ERROR', '25P02', 'the transaction has failed')];
    if (sql === 'begin') this.state = 'T';
    if (sql === 'add') this.pending += 1;
    if (sql === 'commit' || this.state === 'I') {
      this.committed += this.pending;
      this.pending = 0;
      this.state = 'I';
    }
    if (sql !== 'fail') return [done(sql.replace(/^say /, ''))];
    if (this.state === 'T') this.state = 'E';
    return [errorResponse('ERROR', '22012', 'failed')];
  }

  private refuse(code: string, text: string): Buffer[] {
    this.skipping = true;
    if (this.state === 'T') this.state = 'E';
    return [errorResponse('ERROR', code, text), readyForQuery(this.state)]; // the one too many
  }
}

function done(word: string): Buffer {
  return message('C', Buffer.from(`${word}\0`));
}
