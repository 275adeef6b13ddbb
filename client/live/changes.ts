/** Something has changed on the ground that is followed. */
export interface LiveChange {
  readonly of: 'issues' | 'coverage';
  /** Code of the issue; null for coverage, and where everything is to be asked anew. */
  readonly code: string | null;
  /** Codes of the areas it is in, from the district down. */
  readonly areaCodes: readonly string[];
  /** More has changed than is told one by one. */
  readonly resync: boolean;
}

type Listener = (change: LiveChange) => void;
const listeners = new Set<Listener>();

/** For panels that show what others change, too. */
export function onLiveChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function tellLiveChange(change: LiveChange): void {
  for (const listener of listeners) listener(change);
}
