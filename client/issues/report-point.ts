import { useSyncExternalStore } from 'react';
import type { PickedPoint } from '../state/point-picker.ts';

let current: PickedPoint | null = null;
const listeners = new Set<() => void>();

/** The form says where its report lies; the map shows it. */
export function sayReportPoint(point: PickedPoint | null): void {
  if (point === current) return;
  current = point;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useReportPoint(): PickedPoint | null {
  return useSyncExternalStore(listen, () => current);
}
