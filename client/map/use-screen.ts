import { useMemo, useSyncExternalStore } from 'react';
import type { Insets } from './atlas-map.ts';

export const NARROW = '(max-width: 760px)';

function sizeNow(): string {
  return `${window.innerWidth}x${window.innerHeight}`;
}

function onResize(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

/** Whether the page is laid out for a phone, and what of the map its controls cover. */
export function useScreen(): { readonly narrow: boolean; readonly insets: Insets } {
  const size = useSyncExternalStore(onResize, sizeNow);
  return useMemo(() => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    const narrow = window.matchMedia(NARROW).matches;
    const insets = narrow
      ? { top: 108, right: 10, bottom: Math.round(height * 0.44) + 8, left: 10 }
      : { top: 66, right: 318, bottom: width > 1420 ? 92 : 130, left: 16 };
    return { narrow, insets };
  }, [size]);
}
