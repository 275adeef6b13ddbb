import { useSyncExternalStore } from 'react';
import type { View } from './view.ts';
import { currentView, onViewChange } from './view-store.ts';

export function useView(): View {
  return useSyncExternalStore(onViewChange, currentView);
}
