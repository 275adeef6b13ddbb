import type { SourceSpecification } from 'maplibre-gl';
import { AREA_LABELS, ISSUE_POINTS, OFFICE_POINTS, TILES_FROM, TILES_TO } from './ids.ts';

export const NO_POINTS = { type: 'FeatureCollection', features: [] } as const;

/** The sources of vector tiles, and the points that come as data. */
export function sourcesOf(origin: string): Record<string, SourceSpecification> {
  const tiles = Object.entries(TILES_FROM).map(([name, minzoom]) => [
    name,
    { type: 'vector' as const, tiles: [`${origin}/tiles/${name}/{z}/{x}/{y}.mvt`], minzoom, maxzoom: TILES_TO },
  ]);
  const points = { type: 'geojson' as const, data: NO_POINTS as never };
  return {
    ...Object.fromEntries(tiles),
    [ISSUE_POINTS]: { ...points, cluster: true, clusterRadius: 44, clusterMaxZoom: 15 },
    [OFFICE_POINTS]: points,
    [AREA_LABELS]: points,
  };
}
