import type { DataDrivenPropertyValueSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { finer, MAP_LEVELS, type MapLevel } from '../../state/levels.ts';
import { AREA_TILES, DOTS, dotsOf, fillOf, HATCH, hatchOf, hoverOf, lineOf, selectedOf, sourceOf } from '../ids.ts';
import {
  BORDER,
  BORDER_FINE,
  BUILDING_FILL,
  BUILDING_LINE,
  CLEAR,
  SELECTED,
  YARD_FILL,
  YARD_LINE,
} from '../palette.ts';
import type { Scene } from '../scene.ts';

/** A tile holds the shapes of all dates; these are the ones of the day. */
export function onDay(day: number): FilterSpecification {
  return ['all', ['<=', ['get', 'from'], day], ['>', ['get', 'to'], day]];
}

const stateFlag = (name: string): DataDrivenPropertyValueSpecification<number> => [
  'case',
  ['boolean', ['feature-state', name], false],
  1,
  0,
];

/** The theme's colour comes as feature state, so a new answer never touches a tile. */
const THEME_COLOR: DataDrivenPropertyValueSpecification<string> = [
  'to-color',
  ['coalesce', ['feature-state', 'color'], CLEAR],
];

export function areaLayers(scene: Scene): LayerSpecification[] {
  const coarseToFine = [...MAP_LEVELS];
  return [
    ...coarseToFine.flatMap((level) => fillLayers(level, scene)),
    ...[...coarseToFine].reverse().map((level) => lineLayer(level, scene)),
    ...coarseToFine.map((level) => hoverLayer(level, scene)),
    ...coarseToFine.map((level) => selectedLayer(level, scene)),
  ];
}

function shared(level: MapLevel, scene: Scene) {
  return { source: sourceOf(AREA_TILES[level]), 'source-layer': AREA_TILES[level], filter: onDay(scene.day) };
}

function isUsed(level: MapLevel, scene: Scene): boolean {
  return scene.levels.includes(level);
}

/** The finest level whose shapes are drawn when `level` is in focus: one below it, as a fine grain. */
function drawnTo(scene: Scene): MapLevel {
  const next = scene.levels[scene.levels.indexOf(scene.level) + 1] ?? scene.level;
  return finer(next, scene.fillLevel);
}

function isDrawn(level: MapLevel, scene: Scene): boolean {
  return isUsed(level, scene) && finer(level, drawnTo(scene)) === drawnTo(scene);
}

function visibility(shown: boolean): 'visible' | 'none' {
  return shown ? 'visible' : 'none';
}

/** A fill is there even where nothing colours it: it is what the pointer finds. */
function fillLayers(level: MapLevel, scene: Scene): LayerSpecification[] {
  const themed = level === scene.fillLevel;
  const drawn = isDrawn(level, scene);
  const plain = plainFill(level, scene);
  const fill: LayerSpecification = {
    ...shared(level, scene),
    id: fillOf(level),
    type: 'fill',
    layout: { visibility: visibility(drawn) },
    paint: {
      'fill-color': themed ? THEME_COLOR : plain.color,
      'fill-opacity': themed ? themeOpacity(scene) : plain.opacity,
    },
  };
  const pattern = (id: string, image: string, flag: string): LayerSpecification => ({
    ...shared(level, scene),
    id,
    type: 'fill',
    layout: { visibility: visibility(drawn && themed) },
    paint: { 'fill-pattern': image, 'fill-opacity': stateFlag(flag) },
  });
  return [fill, pattern(hatchOf(level), HATCH, 'hatch'), pattern(dotsOf(level), DOTS, 'dots')];
}

/** Far away the colours are the map; among yards and houses they are a wash under them. */
function themeOpacity({ level, fillLevel }: Scene): number {
  if (level === 'YARD' || level === 'BUILDING') return fillLevel === 'YARD' ? 0.66 : 0.45;
  return level === fillLevel ? 0.92 : 0.7;
}

function plainFill(level: MapLevel, scene: Scene): { color: string; opacity: number } {
  const near = scene.level === 'YARD' || scene.level === 'BUILDING';
  if (level === 'YARD' && near) return { color: YARD_FILL, opacity: scene.fillLevel === 'YARD' ? 0 : 0.5 };
  if (level === 'BUILDING' && near) return { color: BUILDING_FILL, opacity: scene.level === 'BUILDING' ? 1 : 0.75 };
  return { color: CLEAR, opacity: 0 };
}

/** Lines by their distance from the level in focus: heavier above it, a hair below it. */
function lineLayer(level: MapLevel, scene: Scene): LayerSpecification {
  const distance = MAP_LEVELS.indexOf(level) - MAP_LEVELS.indexOf(scene.level);
  const [width, color, opacity] = lineStyle(level, distance);
  return {
    ...shared(level, scene),
    id: lineOf(level),
    type: 'line',
    layout: { visibility: visibility(isDrawn(level, scene)), 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': byZoom(width), 'line-opacity': opacity },
  };
}

/** Many small shapes far away get thinner lines. */
function byZoom(width: number): DataDrivenPropertyValueSpecification<number> {
  return ['interpolate', ['linear'], ['zoom'], 11, width * 0.5, 14.5, width];
}

function lineStyle(level: MapLevel, distance: number): [width: number, color: string, opacity: number] {
  if (level === 'BUILDING') return [distance === 0 ? 0.9 : 0.5, BUILDING_LINE, distance === 0 ? 0.9 : 0.6];
  if (level === 'YARD' && distance >= 0) return distance === 0 ? [1.1, YARD_LINE, 0.95] : [0.5, YARD_LINE, 0.5];
  if (distance > 1) return [0.35, BORDER_FINE, 0.55];
  if (distance === 1) return [0.5, BORDER_FINE, 0.75];
  if (distance === 0) return [1.3, BORDER, 0.95];
  return [distance === -1 ? 2.2 : 2.8, BORDER, 0.8];
}

function hoverLayer(level: MapLevel, scene: Scene): LayerSpecification {
  return {
    ...shared(level, scene),
    id: hoverOf(level),
    type: 'line',
    layout: {
      visibility: visibility(level === scene.level || (isDrawn(level, scene) && level === 'BUILDING')),
      'line-join': 'round',
    },
    paint: { 'line-color': SELECTED, 'line-width': 2, 'line-opacity': stateFlag('hover') },
  };
}

function selectedLayer(level: MapLevel, scene: Scene): LayerSpecification {
  const { selected } = scene;
  const chosen = selected?.kind === 'area' && selected.level === level ? selected.featureId : -1;
  return {
    ...shared(level, scene),
    id: selectedOf(level),
    type: 'line',
    filter: ['all', onDay(scene.day), ['==', ['id'], chosen]] as FilterSpecification,
    layout: { visibility: visibility(chosen !== -1), 'line-join': 'round' },
    paint: { 'line-color': SELECTED, 'line-width': 3.2 },
  };
}
