/**
 * Sends requests from a process of its own, so that neither the processor time nor the event loop of the one who asks is part
 * of what is measured. Gets orders and gives accounts over the channel to its parent.
 */
import { send, type Request } from './http.ts';

/** For so long, so many clients each send a unit of work (one or more requests, in turn) as soon as the one before is answered. */
export interface Order {
  readonly unit: readonly Request[];
  readonly clients: number;
  readonly ms: number;
}

export interface Account {
  /** From the first byte sent to the last received of each unit, in ms. */
  readonly times: readonly number[];
  /** Bytes of a unit's answers as they came. */
  readonly bytes: number;
  readonly error?: string;
}

async function carryOut({ unit, clients, ms }: Order): Promise<Account> {
  const times: number[] = [];
  let bytes = 0;
  const end = performance.now() + ms;
  const client = async (): Promise<void> => {
    do {
      const started = performance.now();
      let received = 0;
      for (const each of unit) received += (await send(each, clients)).length;
      times.push(performance.now() - started);
      bytes = received;
    } while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { times, bytes };
}

process.on('message', (order: Order) => {
  void carryOut(order)
    .catch((error: unknown): Account => ({ times: [], bytes: 0, error: String(error) }))
    .then((account) => process.send?.(account));
});
process.on('disconnect', () => process.exit(0));
