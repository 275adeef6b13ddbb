import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { MapLevel } from '../../state/levels.ts';
import { AREA_LABELS, BOLD, CONTEXT_NAMES, FOCUS_NAMES, MEDIUM } from '../ids.ts';
import { CONTEXT_INK, HALO, INK } from '../palette.ts';
import { REACH, type Scene } from '../scene.ts';

/** Names, one point each: labels taken from tiles would stand twice where a tile's edge cuts a shape. */
export function labelLayers(scene: Scene): LayerSpecification[] {
  const large = scene.level === 'SUBDISTRICT' || scene.level === 'COMMUNITY';
  return [
    {
      id: CONTEXT_NAMES,
      type: 'symbol',
      source: AREA_LABELS,
      filter: ['==', ['get', 'role'], 'context'],
      layout: {
        'text-field': ['get', 'shown'],
        'text-font': MEDIUM,
        'text-size': 14,
        'text-letter-spacing': 0.15,
        // A click this near to a name is a click on it.
        'text-padding': REACH,
        'symbol-sort-key': 2,
      },
      paint: { 'text-color': CONTEXT_INK, 'text-halo-color': HALO, 'text-halo-width': 2 },
    },
    {
      id: FOCUS_NAMES,
      type: 'symbol',
      source: AREA_LABELS,
      filter: ['==', ['get', 'role'], 'focus'],
      layout: {
        'text-field': ['step', ['zoom'], '', LEGIBLE_FROM[scene.level], nameAndValue(large)],
        'text-font': MEDIUM,
        'text-size': large ? 13 : scene.level === 'BUILDING' ? 11 : 12,
        'text-line-height': 1.25,
        'text-max-width': 9,
        'text-padding': 1,
        'text-variable-anchor': ['center', 'bottom', 'top'],
        'text-radial-offset': 0.4,
        'symbol-sort-key': 1,
      },
      paint: { 'text-color': INK, 'text-halo-color': HALO, 'text-halo-width': 1.7 },
    },
  ];
}

/** Pinned to a fine level far away, names would only cover the map. */
const LEGIBLE_FROM: Readonly<Record<MapLevel, number>> = {
  SUBDISTRICT: 1,
  COMMUNITY: 12.4,
  GRID: 14,
  YARD: 1,
  BUILDING: 1,
};

function nameAndValue(large: boolean): ExpressionSpecification {
  return [
    'case',
    ['==', ['get', 'value'], ''],
    ['get', 'shown'],
    [
      'format',
      ['get', 'shown'],
      { 'font-scale': 1 },
      '\n',
      {},
      ['get', 'value'],
      { 'font-scale': large ? 1.12 : 1, 'text-font': ['literal', BOLD] },
    ],
  ];
}
