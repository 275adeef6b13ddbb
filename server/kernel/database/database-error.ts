/** What went wrong with the database in a sentence for whoever started the program, and what to do about it. */
export class DatabaseUnusable extends Error {
  override name = 'DatabaseUnusable';
}

/** The five-character SQLSTATE or the system's error code, whatever wraps it. */
export function errorCode(error: unknown): string | null {
  for (const candidate of causes(error)) {
    if (
      typeof candidate === 'object' &&
      candidate !== null &&
      'code' in candidate &&
      typeof candidate.code === 'string'
    ) {
      return candidate.code;
    }
  }
  return null;
}

export function errorMessage(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorMessage(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

function* causes(error: unknown): Generator<unknown> {
  for (let current = error; typeof current === 'object' && current !== null;) {
    yield current;
    if ('driverError' in current) current = current.driverError;
    else if (current instanceof AggregateError) current = current.errors[0];
    else current = 'cause' in current ? current.cause : null;
  }
}
