/** What went wrong with the database in a sentence for whoever started the program, and what to do about it. */
export class DatabaseUnusable extends Error {
  override name = 'DatabaseUnusable';
}

/** There is no server of the database to ask for now. Whoever asks may come again. */
export class DatabaseAway extends Error {
  override name = 'DatabaseAway';
}

/** SQLSTATEs of a server that ends, starts, or has no connection left. */
const AWAY = /^(57P0[123]|53300|08...)$/;

/** The words of `pg` and its pool, which have no code. */
const AWAY_WORDS = /^(timeout expired|timeout exceeded when trying to connect|Connection terminated)/;

const ofConnections = new WeakSet<object>();

/** Notes that an error has befallen a connection to the database: its code says nothing of whose connection it was. */
export function noteAway(error: object): void {
  ofConnections.add(error);
}

/** Whether an error says that the database is away, or has no connection left: not that anything is wrong with a question. */
export function isAway(error: unknown): boolean {
  for (const cause of causes(error)) {
    if (cause instanceof DatabaseAway || ofConnections.has(cause)) return true;
    if (cause instanceof AggregateError) continue;
    if ('code' in cause && typeof cause.code === 'string') return AWAY.test(cause.code);
    if (cause instanceof Error && AWAY_WORDS.test(cause.message)) return true;
  }
  return false;
}

/** The five-character SQLSTATE or the system's error code, whatever wraps it. */
export function errorCode(error: unknown): string | null {
  for (const candidate of causes(error)) {
    if ('code' in candidate && typeof candidate.code === 'string') return candidate.code;
  }
  return null;
}

export function errorMessage(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorMessage(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

function* causes(error: unknown): Generator<object> {
  for (let current = error; typeof current === 'object' && current !== null;) {
    yield current;
    if ('driverError' in current) current = current.driverError;
    else if (current instanceof AggregateError) current = current.errors[0];
    else current = 'cause' in current ? current.cause : null;
  }
}
