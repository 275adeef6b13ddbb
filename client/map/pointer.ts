import type { GeoJSONSource, Map as MapLibre, MapGeoJSONFeature, Point } from 'maplibre-gl';
import { MAP_LEVELS, type MapLevel } from '../state/levels.ts';
import {
  CONTEXT_NAMES,
  DUE_MARKS,
  fillOf,
  FOCUS_NAMES,
  ISSUE_CLUSTERS,
  ISSUE_POINTS,
  OFFICE_BUILDINGS,
  SINGLE_ISSUES,
  TOWER_NAMES,
  TOWER_MARKS,
  TOWER_SHAPES,
} from './ids.ts';
import { REACH, type LabelProperties, type Scene } from './scene.ts';

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

const ISSUE_MARKS = [DUE_MARKS, ISSUE_CLUSTERS, SINGLE_ISSUES];

/** The thing a click at a point means, by what lies on top: an issue, a name, what is near enough, and the ground. */
export function hitAt(map: MapLibre, point: Point, scene: Scene): Hit | null {
  const issue = featureIn(map, point, ISSUE_MARKS);
  if (issue) return hitOfMark(issue);
  return nameAt(map, point, scene) ?? hitNear(map, point, scene.level);
}

/** What a name at a point names, however far the name reaches over its neighbours. */
function nameAt(map: MapLibre, point: Point, { selected }: Scene): Hit | null {
  const name = featureIn(map, point, [FOCUS_NAMES, CONTEXT_NAMES, TOWER_NAMES]);
  if (!name) return null;
  if (name.layer.id === TOWER_NAMES) return towerHit(name);
  const { level, featureId, code, name: text } = name.properties as LabelProperties;
  // It is chosen already, and whoever clicks on it wants to go further in.
  if (selected?.kind === 'area' && selected.level === level && selected.featureId === featureId) return null;
  return { kind: 'area', level, featureId, code, name: text };
}

/**
 * What a click at a point means that is not on a name: points before towers before areas, and of the areas the one of the level
 * in focus or, where that level has nothing there, the next one around it.
 */
export function hitNear(map: MapLibre, point: Point, focus: MapLevel): Hit | null {
  const { x, y } = point;
  const near: [[number, number], [number, number]] = [
    [x - REACH, y - REACH],
    [x + REACH, y + REACH],
  ];
  const mark = featureIn(map, near, [...ISSUE_MARKS, TOWER_MARKS]);
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

/** The topmost feature of some layers at a point or in a box. */
function featureIn(
  map: MapLibre,
  place: Point | [[number, number], [number, number]],
  ids: readonly string[],
): MapGeoJSONFeature | undefined {
  const layers = present(map, ids);
  return layers.length > 0 ? map.queryRenderedFeatures(place, { layers })[0] : undefined;
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
