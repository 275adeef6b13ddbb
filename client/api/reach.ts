/** An answer this fresh says that the server is there. */
const FRESH_MS = 10_000;
let answeredAt = -Infinity;

/** The server has answered, whatever it said. */
export function noteReached(status: number): void {
  if (status < 500) answeredAt = Date.now();
}

/**
 * Throws where the server cannot be reached. To be asked before code is sent for: a browser remembers that a module did not come,
 * and gives the same failure for as long as the page lives.
 */
export async function reach(): Promise<void> {
  if (navigator.onLine && Date.now() - answeredAt < FRESH_MS) return;
  const answer = await fetch('/health/live', { cache: 'no-store' });
  if (answer.status >= 500) throw new Error(`The server answers ${answer.status}`);
  noteReached(answer.status);
}
