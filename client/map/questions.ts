import type { FirstMapQueryVariables, MapStatusesQueryVariables } from '../api/generated.ts';
import { levelAtZoom, type MapLevel } from '../state/levels.ts';
import type { Look } from '../state/look-of.ts';
import type { Camera } from '../state/view.ts';
import { metresPerPixel, regionOf, type Sheet } from './camera.ts';
import { fillLevelOf } from './fill-level.ts';
import { snapRegion } from './region.ts';

/** What the map asks the graph, as data: the page's first script asks it before the map's code has come. */
export function statusesQuestion({ view, district, asOf }: Look, fillLevel: MapLevel): MapStatusesQueryVariables {
  const language = view.language === 'zh' ? 'ZH' : 'EN';
  return { level: fillLevel, within: district.code, population: view.population, asOf, language };
}

export interface FirstView {
  readonly camera: Camera;
  readonly level: MapLevel;
  readonly fillLevel: MapLevel;
}

export function firstViewOf({ view, district }: Look, camera: Camera): FirstView {
  const { levels } = district;
  const level = view.level && levels.includes(view.level) ? view.level : levelAtZoom(camera.zoom, levels);
  return { camera, level, fillLevel: fillLevelOf(view.theme, level, levels) };
}

/** Outlines of what is in sight, as exact as a pixel shows them. */
export function firstMapQuestion(look: Look, { camera, fillLevel }: FirstView, sheet: Sheet): FirstMapQueryVariables {
  // By halves of a zoom, so that a camera a hair beside asks the same.
  const toleranceM = Math.min(
    1000,
    Math.round(metresPerPixel({ ...camera, zoom: Math.round(camera.zoom * 2) / 2 })) / 2,
  );
  const bounds = snapRegion(regionOf(camera, sheet));
  return { level: fillLevel, within: look.district.code, bounds, asOf: look.asOf, toleranceM };
}
