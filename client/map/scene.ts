import type { FeatureCollection, Point } from 'geojson';
import type { MapLevel } from '../state/levels.ts';

/** How near to a mark or a name a click may be, in pixels. */
export const REACH = 6;

export interface LabelProperties {
  readonly level: MapLevel;
  readonly featureId: number;
  readonly code: string;
  readonly name: string;
  /** As it stands on the map, where one reads the name of what is around beside it. */
  readonly shown: string;
  readonly value: string;
  readonly role: 'focus' | 'context';
}
export interface IssueProperties {
  readonly id: string;
  readonly category: string;
}
export interface TowerProperties {
  readonly code: string;
  readonly name: string;
  readonly committees: number;
}
export type Points<Properties> = FeatureCollection<Point, Properties>;

/** What is outlined as selected. */
export type SelectedShape =
  | { readonly kind: 'area'; readonly level: MapLevel; readonly featureId: number }
  | { readonly kind: 'officeBuildings'; readonly codes: readonly string[] }
  | { readonly kind: 'issue'; readonly id: string }
  | null;

/** Everything the layers depend on. Layers are a function of it; the map only places them. */
export interface Scene {
  /** Levels the district uses, coarse to fine. */
  readonly levels: readonly MapLevel[];
  /** The level in focus: what is outlined strongest and what a click takes. */
  readonly level: MapLevel;
  /** The level the theme colours. */
  readonly fillLevel: MapLevel;
  /** Days since 1970-01-01 of the date shown. */
  readonly day: number;
  readonly showIssues: boolean;
  readonly showTowers: boolean;
  readonly selected: SelectedShape;
}
