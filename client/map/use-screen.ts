import { useMemo, useSyncExternalStore } from 'react';
import { screenOf, type Screen } from './screen.ts';

function sizeNow(): string {
  return `${window.innerWidth}x${window.innerHeight}`;
}

function onResize(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

export function useScreen(): Screen {
  const size = useSyncExternalStore(onResize, sizeNow);
  return useMemo(() => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    return screenOf(width, height);
  }, [size]);
}
