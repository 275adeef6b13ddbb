/** Less than this may be the way of the answer, and the header tells whole seconds. */
const NOTICED_MS = 30_000;
let ahead = 0;

/** Answers say when they were given. The clock of a machine may be wrong, and then the day is the server's. */
export function noteClock({ headers }: Response): void {
  const said = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(said)) return;
  const difference = said - Date.now();
  ahead = Math.abs(difference) < NOTICED_MS ? 0 : difference;
}

/** Milliseconds since 1970, as the server counts them. */
export function serverNow(): number {
  return Date.now() + ahead;
}
