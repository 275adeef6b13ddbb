import type { MapMouseEvent } from 'maplibre-gl';
import type { AtlasMap } from './atlas-map.ts';
import { AREA_TILES, sourceOf } from './ids.ts';
import type { Hit } from './pointer.ts';

type Point = MapMouseEvent['point'];

/** Marks the area under a mouse and tells what it is; at most one look per frame. */
export function followHover(
  atlas: AtlasMap,
  hitOf: (point: Point) => Hit | null,
  tell: (at: Point | null, hit: Hit | null) => void,
): void {
  const { map } = atlas;
  if (!window.matchMedia('(hover: hover)').matches) return;
  let marked: { source: string; sourceLayer: string; id: number } | null = null;
  let waiting: Point | null = null;

  const mark = (hit: Hit | null) => {
    const tiles = hit?.kind === 'area' ? AREA_TILES[hit.level] : '';
    const next = hit?.kind === 'area' ? { source: sourceOf(tiles), sourceLayer: tiles, id: hit.featureId } : null;
    if (next?.id === marked?.id && next?.sourceLayer === marked?.sourceLayer) return;
    if (marked) map.setFeatureState(marked, { hover: false });
    if (next) map.setFeatureState(next, { hover: true });
    marked = next;
  };

  const leave = () => {
    waiting = null;
    mark(null);
    tell(null, null);
  };

  // A finger makes a mouse move where it taps, and then never leaves.
  let byFinger = false;
  map.getCanvas().addEventListener('pointerdown', ({ pointerType }) => (byFinger = pointerType === 'touch'));
  map.getCanvas().addEventListener('pointermove', ({ pointerType }) => (byFinger = pointerType === 'touch'));

  map.on('mousemove', ({ point }) => {
    if (byFinger) return;
    if (!waiting) {
      requestAnimationFrame(() => {
        const at = waiting;
        waiting = null;
        if (!at || !map.getCanvas().isConnected) return;
        const hit = map.isMoving() ? null : hitOf(at);
        map.getCanvas().style.cursor = hit ? 'pointer' : '';
        mark(hit);
        tell(at, hit);
      });
    }
    waiting = point;
  });
  map.on('mouseout', leave);
  // What lies under a mouse that rests is another thing once the map has moved under it.
  map.on('movestart', leave);
  window.addEventListener('blur', leave);
  map.once('remove', () => window.removeEventListener('blur', leave));
}
