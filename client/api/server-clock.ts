/** Less than this may be the way of the answer, and the header tells whole seconds. */
const NOTICED_MS = 30_000;
let ahead = 0;

/**
 * Answers say when they were given. The clock of a machine may be wrong, and then the day is the server's. An answer that was on
 * its way while the machine slept is old and tells nothing against a clock that was right when it was asked.
 * @param asked When the question was sent, in milliseconds since 1970 by this machine's clock.
 */
export function noteClock({ headers }: Response, asked: number): void {
  const said = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(said)) return;
  const [before, after] = [said - asked, said - Date.now()];
  if (before > -NOTICED_MS && after < NOTICED_MS) ahead = 0;
  else ahead = before < 0 ? before : after;
}

/** Milliseconds since 1970, as the server counts them. */
export function serverNow(): number {
  return Date.now() + ahead;
}
