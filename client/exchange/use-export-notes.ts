import { useEffect, useState } from 'react';
import { useHealing } from '../api/heal.ts';
import { ask, OFFLINE, refusalOf, type ServerRefusal } from './server.ts';

export interface ExportNotes {
  readonly count: number;
  readonly asOf: string;
  readonly provenance: string | null;
  readonly filters: Readonly<Record<string, string>>;
}

export interface NotesState {
  readonly notes: ExportNotes | null;
  readonly refusal: ServerRefusal | null;
}

const NOTHING: NotesState = { notes: null, refusal: null };

/** What a file would say of itself, so that nobody has to open it to know. */
export function useExportNotes(address: string): NotesState {
  const [known, setKnown] = useState<NotesState & { readonly address: string }>({ ...NOTHING, address });
  const [turn, setTurn] = useState(0);
  const now = known.address === address ? known : NOTHING;
  useHealing({ failing: now.refusal?.code === OFFLINE, well: now.notes !== null }, () => setTurn(turn + 1));
  useEffect(() => {
    const asking = new AbortController();
    ask<ExportNotes>(address, { signal: asking.signal }).then(
      (notes) => setKnown({ address, notes, refusal: null }),
      (error: unknown) => {
        if (!asking.signal.aborted) setKnown({ address, notes: null, refusal: refusalOf(error) });
      },
    );
    return () => asking.abort();
  }, [address, turn]);
  return now;
}
