import type { GeoJSONSource, Map as MapLibre, MapGeoJSONFeature, Point } from 'maplibre-gl';
import { MAP_LEVELS, type MapLevel } from '../state/levels.ts';
import {
  DUE_MARKS,
  fillOf,
  ISSUE_CLUSTERS,
  ISSUE_POINTS,
  OFFICE_BUILDINGS,
  SINGLE_ISSUES,
  TOWER_MARKS,
  TOWER_SHAPES,
} from './ids.ts';

/** What lies under the pointer. */
export type Hit =
  | { readonly kind: 'cluster'; readonly clusterId: number; readonly at: [number, number]; readonly count: number }
  | { readonly kind: 'issue'; readonly id: string }
  | { readonly kind: 'officeBuilding'; readonly code: string; readonly name: string }
  | {
      readonly kind: 'area';
      readonly level: MapLevel;
      readonly featureId: number;
      readonly code: string;
      readonly name: string;
    };

const REACH = 6;

/**
 * The thing a click at a point means: points before towers before areas, and of the areas the one of the level in focus
 * or, where that level has nothing there, the next one around it.
 */
export function hitAt(map: MapLibre, point: Point, focus: MapLevel): Hit | null {
  const { x, y } = point;
  const near: [[number, number], [number, number]] = [
    [x - REACH, y - REACH],
    [x + REACH, y + REACH],
  ];
  const marks = present(map, [DUE_MARKS, ISSUE_CLUSTERS, SINGLE_ISSUES, TOWER_MARKS]);
  const mark = marks.length > 0 ? map.queryRenderedFeatures(near, { layers: marks })[0] : undefined;
  if (mark) return hitOfMark(mark);

  const around = MAP_LEVELS.slice(0, MAP_LEVELS.indexOf(focus) + 1).reverse();
  const layers = present(map, [TOWER_SHAPES, ...around.map(fillOf)]);
  if (layers.length === 0) return null;
  const found = map.queryRenderedFeatures([x, y], { layers });
  const tower = found.find(({ sourceLayer }) => sourceLayer === OFFICE_BUILDINGS);
  if (tower) return towerHit(tower);
  for (const level of around) {
    const area = found.find(({ layer }) => layer.id === fillOf(level));
    if (area) return areaHit(level, area);
  }
  return null;
}

function present(map: MapLibre, ids: readonly string[]): string[] {
  return ids.filter((id) => map.getLayer(id));
}

function hitOfMark(feature: MapGeoJSONFeature): Hit {
  const { properties } = feature;
  if (feature.layer.id === ISSUE_CLUSTERS) {
    const at = feature.geometry.type === 'Point' ? feature.geometry.coordinates : [0, 0];
    return {
      kind: 'cluster',
      clusterId: Number(properties['cluster_id']),
      at: [at[0] ?? 0, at[1] ?? 0],
      count: Number(properties['point_count']),
    };
  }
  return [SINGLE_ISSUES, DUE_MARKS].includes(feature.layer.id)
    ? { kind: 'issue', id: String(properties['id']) }
    : towerHit(feature);
}

function towerHit({ properties }: MapGeoJSONFeature): Hit {
  return { kind: 'officeBuilding', code: String(properties['code']), name: String(properties['name']) };
}

function areaHit(level: MapLevel, { id, properties }: MapGeoJSONFeature): Hit {
  return {
    kind: 'area',
    level,
    featureId: Number(id),
    code: String(properties['code']),
    name: String(properties['name']),
  };
}

/** Opens a cluster: to the zoom at which it falls apart. */
export async function openCluster(map: MapLibre, hit: Extract<Hit, { kind: 'cluster' }>): Promise<void> {
  const source = map.getSource<GeoJSONSource>(ISSUE_POINTS);
  if (!source) return;
  const zoom = await source.getClusterExpansionZoom(hit.clusterId);
  map.easeTo({ center: hit.at, zoom: Math.min(zoom + 0.2, 18), duration: 500 });
}
