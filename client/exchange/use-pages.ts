import { useState } from 'react';
import { ask, refusalOf, type ServerRefusal } from './server.ts';

export interface Pages<Entry> {
  readonly entries: readonly Entry[];
  readonly waiting: boolean;
  readonly refusal: ServerRefusal | null;
  /** Asks for what comes after. */
  readonly more: () => void;
}

/** A list whose beginning came with the report and whose rest is asked for a thousand at a time. */
export function usePages<Entry>(address: string, first: readonly Entry[]): Pages<Entry> {
  const [later, setLater] = useState<readonly Entry[]>([]);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<ServerRefusal | null>(null);
  const more = () => {
    setWaiting(true);
    setRefusal(null);
    ask<Entry[]>(`${address}?after=${first.length + later.length}`)
      .then((next) => setLater((before) => [...before, ...next]))
      .catch((error: unknown) => setRefusal(refusalOf(error)))
      .finally(() => setWaiting(false));
  };
  return { entries: later.length > 0 ? [...first, ...later] : first, waiting, refusal, more };
}
