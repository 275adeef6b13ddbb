import type { LayerSpecification } from 'maplibre-gl';
import type { Scene } from '../scene.ts';
import { areaLayers } from './area-layers.ts';
import { coastLayers, groundLayers } from './ground-layers.ts';
import { labelLayers } from './label-layers.ts';
import { issueLayers, towerLayers } from './point-layers.ts';

/** All layers, bottom to top. The list is the same for every scene; only what stands in them differs. */
export function layersOf(scene: Scene): LayerSpecification[] {
  return [
    ...groundLayers(scene),
    ...areaLayers(scene),
    ...coastLayers(scene),
    ...towerLayers(scene),
    ...labelLayers(scene),
    ...issueLayers(scene),
  ];
}
