import type { LayerSpecification } from 'maplibre-gl';
import { DISTRICTS, LAND_LAYER, sourceOf } from '../ids.ts';
import { COAST, LAND, SEA, WATER_LINES } from '../palette.ts';
import type { Scene } from '../scene.ts';
import { onDay } from './area-layers.ts';

/** Sea, the pale water lines of old sea charts around the land, and the land. */
export function groundLayers(scene: Scene): LayerSpecification[] {
  const shared = { source: sourceOf(DISTRICTS), 'source-layer': DISTRICTS, filter: onDay(scene.day) };
  const waterLine = (id: string, width: number, color: string): LayerSpecification => ({
    ...shared,
    id,
    type: 'line',
    layout: { 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': width },
  });
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': SEA } },
    waterLine('water-line-far', 46, WATER_LINES[0]),
    waterLine('water-line-middle', 27, WATER_LINES[1]),
    waterLine('water-line-near', 11, WATER_LINES[2]),
    { ...shared, id: LAND_LAYER, type: 'fill', paint: { 'fill-color': LAND } },
  ];
}

export function coastLayers(scene: Scene): LayerSpecification[] {
  return [
    {
      id: 'coast',
      type: 'line',
      source: sourceOf(DISTRICTS),
      'source-layer': DISTRICTS,
      filter: onDay(scene.day),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': COAST, 'line-width': 1.6 },
    },
  ];
}
