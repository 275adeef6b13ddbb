import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import {
  BOLD,
  ISSUE_CLUSTER_COUNTS,
  ISSUE_CLUSTERS,
  ISSUE_POINTS,
  OFFICE_BUILDINGS,
  OFFICE_POINTS,
  SINGLE_ISSUES,
  sourceOf,
  TOWER,
  TOWER_NAMES,
  TOWER_EMPTY,
  TOWER_MARKS,
  TOWER_OUTLINES,
  TOWER_SHAPES,
} from '../ids.ts';
import { HALO, ISSUE_INK, PARTY_INK, SELECTED, TOWER_PLAIN } from '../palette.ts';
import type { Scene } from '../scene.ts';
import { onDay } from './area-layers.ts';

const SHAPES_FROM = 14.6;

/** Issues: one circle for many when far, one each when near. */
export function issueLayers({ showIssues, selected }: Scene): LayerSpecification[] {
  const visibility = showIssues || selected?.kind === 'issue' ? 'visible' : 'none';
  const chosen = selected?.kind === 'issue' ? selected.id : '';
  const single: FilterSpecification = ['!', ['has', 'point_count']];
  return [
    {
      id: ISSUE_CLUSTERS,
      type: 'circle',
      source: ISSUE_POINTS,
      filter: ['has', 'point_count'],
      layout: { visibility },
      paint: {
        'circle-color': ISSUE_INK,
        'circle-opacity': 0.9,
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, 8, 12, 19],
        'circle-stroke-color': '#fffaf0',
        'circle-stroke-width': 2,
      },
    },
    {
      id: ISSUE_CLUSTER_COUNTS,
      type: 'symbol',
      source: ISSUE_POINTS,
      filter: ['has', 'point_count'],
      layout: {
        visibility,
        'text-field': ['to-string', ['get', 'point_count']],
        'text-font': BOLD,
        'text-size': 12,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': '#ffffff' },
    },
    {
      id: SINGLE_ISSUES,
      type: 'circle',
      source: ISSUE_POINTS,
      filter: single,
      layout: { visibility },
      paint: {
        'circle-color': ISSUE_INK,
        'circle-radius': ['case', ['==', ['get', 'id'], chosen], 9, 5.5],
        'circle-stroke-color': ['case', ['==', ['get', 'id'], chosen], SELECTED, '#fffaf0'],
        'circle-stroke-width': ['case', ['==', ['get', 'id'], chosen], 3, 1.6],
      },
    },
  ];
}

/** Office buildings: diamonds when far, their outlines when near; filled where a Party committee covers them. */
export function towerLayers(scene: Scene): LayerSpecification[] {
  const { showTowers, selected } = scene;
  const visibility = showTowers || selected?.kind === 'officeBuildings' ? 'visible' : 'none';
  const codes = selected?.kind === 'officeBuildings' ? [...selected.codes] : [];
  const isChosen: ExpressionSpecification = ['in', ['get', 'code'], ['literal', codes]];
  const shapes = {
    source: sourceOf(OFFICE_BUILDINGS),
    'source-layer': OFFICE_BUILDINGS,
    filter: onDay(scene.day),
    minzoom: SHAPES_FROM,
  };
  return [
    {
      ...shapes,
      id: TOWER_SHAPES,
      type: 'fill',
      layout: { visibility },
      paint: { 'fill-color': PARTY_INK, 'fill-opacity': 0.28 },
    },
    {
      ...shapes,
      id: TOWER_OUTLINES,
      type: 'line',
      layout: { visibility },
      paint: {
        'line-color': ['case', isChosen, SELECTED, PARTY_INK],
        'line-width': ['case', isChosen, 3.5, 1.4],
      },
    },
    {
      id: TOWER_MARKS,
      type: 'symbol',
      source: OFFICE_POINTS,
      layout: {
        visibility,
        'icon-image': ['case', ['>', ['get', 'committees'], 0], TOWER, TOWER_EMPTY],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 11, 0.5, 15, 1.15],
        'icon-allow-overlap': true,
        'symbol-sort-key': ['get', 'committees'],
      },
    },
    {
      id: TOWER_NAMES,
      type: 'symbol',
      source: OFFICE_POINTS,
      minzoom: 14.6,
      layout: {
        visibility,
        'text-field': ['get', 'name'],
        'text-font': BOLD,
        'text-size': 12,
        'text-anchor': 'top',
        'text-offset': [0, 0.9],
        'text-optional': true,
      },
      paint: {
        'text-color': ['case', ['>', ['get', 'committees'], 0], PARTY_INK, TOWER_PLAIN],
        'text-halo-color': HALO,
        'text-halo-width': 1.6,
      },
    },
  ];
}
