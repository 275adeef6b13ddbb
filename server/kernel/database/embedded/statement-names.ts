import { textAt, withText, type Message } from './protocol.ts';

/**
 * All sessions share one backend, and with it one list of prepared statements. Here each session's names become names of its
 * own. (Portals need no names of their own: they end with their transaction, and a transaction has the backend to itself.)
 */
export class StatementNames {
  /** Who parsed the unnamed statement last: it is gone for everybody else. */
  private unnamedOwner: number | null = null;
  private readonly known = new Map<number, Map<string, string>>();
  private count = 0;

  /** The message as the backend shall see it. */
  rewrite(session: number, { type, bytes }: Message): Buffer {
    switch (type) {
      case 'P':
        return withText(bytes, 5, this.parsed(session, textAt(bytes, 5)));
      case 'B': {
        const statementAt = bytes.indexOf(0, 5) + 1;
        return withText(bytes, statementAt, this.used(session, textAt(bytes, statementAt)));
      }
      case 'D':
        return isStatement(bytes) ? withText(bytes, 6, this.used(session, textAt(bytes, 6))) : bytes;
      case 'C':
        return isStatement(bytes) ? withText(bytes, 6, this.closed(session, textAt(bytes, 6))) : bytes;
      default:
        return bytes;
    }
  }

  /** Whether the backend may know statements of this session. */
  has(session: number): boolean {
    return (this.known.get(session)?.size ?? 0) > 0;
  }

  /** Forgets a session and returns what the backend still knows of it. */
  forget(session: number): string[] {
    const names = [...(this.known.get(session)?.values() ?? [])];
    this.known.delete(session);
    return names;
  }

  private parsed(session: number, name: string): string {
    if (name !== '') return this.own(session, name);
    this.unnamedOwner = session;
    return name;
  }

  private used(session: number, name: string): string {
    if (name !== '') return this.own(session, name);
    return this.unnamedOwner === session ? name : 'unnamed';
  }

  private closed(session: number, name: string): string {
    if (name === '') return this.used(session, name);
    const own = this.own(session, name);
    this.known.get(session)?.delete(name);
    return own;
  }

  private own(session: number, name: string): string {
    const names = this.known.get(session) ?? new Map<string, string>();
    this.known.set(session, names);
    const own = names.get(name) ?? `s${session}_${(this.count += 1)}`;
    names.set(name, own);
    return own;
  }
}

function isStatement(bytes: Buffer): boolean {
  return bytes[5] === 'S'.charCodeAt(0);
}
