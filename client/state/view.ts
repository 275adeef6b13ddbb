import type { CoveragePopulation } from '../api/generated.ts';
import type { Desk } from './desk.ts';
import type { MapLevel } from './levels.ts';

/** What is selected. `id`s are the graph's opaque ones. */
export type Place =
  | { readonly kind: 'area'; readonly code: string }
  | { readonly kind: 'officeBuilding'; readonly code: string }
  | { readonly kind: 'partyCommittee'; readonly id: string }
  | { readonly kind: 'issue'; readonly id: string };

export const THEMES = ['committee', 'property', 'both', 'service', 'issues', 'party'] as const;
export type ThemeId = (typeof THEMES)[number];

export const OVERLAYS = ['issues', 'towers', 'due'] as const;
export type OverlayId = (typeof OVERLAYS)[number];

export const LANGUAGES = ['zh', 'en'] as const;
export type LanguageId = (typeof LANGUAGES)[number];

export interface Camera {
  readonly zoom: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** Everything a person is looking at. `null` means "not chosen": the district itself, its date, the level by zoom. */
export interface View {
  readonly district: string | null;
  readonly place: Place | null;
  readonly theme: ThemeId;
  readonly overlays: readonly OverlayId[];
  readonly asOf: string | null;
  readonly level: MapLevel | null;
  readonly population: CoveragePopulation;
  readonly language: LanguageId;
  readonly camera: Camera | null;
  /** What lies open of the desk of whoever is signed in. */
  readonly desk: Desk | null;
}

export const DEFAULT_VIEW: View = {
  district: null,
  place: null,
  theme: 'committee',
  overlays: [],
  asOf: null,
  level: null,
  population: 'ALL_GRIDS',
  language: 'zh',
  camera: null,
  desk: null,
};

/** The district a view is of, as far as the view says: an area's code starts with its district's. */
export function districtOf({ district, place }: Pick<View, 'district' | 'place'>): string | null {
  return place?.kind === 'area' ? place.code.slice(0, 6) : district;
}

/** Choosing a place: the camera is left to frame it. A whole district is no place but the district of the view. */
export function selectionOf(view: View, place: Place | null): View {
  // A list shows the chosen area's part; other pages make room for what was chosen.
  const desk = view.desk?.kind === 'list' && (place === null || place.kind === 'area') ? view.desk : null;
  if (place?.kind !== 'area') return { ...view, district: districtOf(view), place, camera: null, desk };
  const whole = place.code.length === 6;
  return { ...view, district: whole ? place.code : null, place: whole ? null : place, camera: null, desk };
}

/** As precise as an address needs: a hundredth of a zoom, about a metre on the ground. */
export function roundCamera({ zoom, latitude, longitude }: Camera): Camera {
  return { zoom: round(zoom, 2), latitude: round(latitude, 5), longitude: round(longitude, 5) };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}

export function sameCamera(one: Camera | null, other: Camera | null): boolean {
  if (!one || !other) return one === other;
  return (
    Math.abs(one.zoom - other.zoom) < 0.011 &&
    Math.abs(one.latitude - other.latitude) < 0.000_011 &&
    Math.abs(one.longitude - other.longitude) < 0.000_011
  );
}
