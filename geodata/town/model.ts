import type { Polygon, Ring, Shape } from '../plane/point.ts';
import type { CommunityData } from '../shinan/communities.ts';
import type { SubdistrictData } from '../shinan/subdistricts.ts';
import type { Frame } from './ground.ts';

/** The first day the demo district speaks for. */
export const BEGINNING = '2018-01-01';
export const OPEN_END = 'infinity';

export interface Community {
  readonly data: CommunityData;
  readonly subdistrict: SubdistrictData;
  readonly shape: Shape;
  /** What of it is built on: its largest part, without holes. */
  readonly main: Ring;
  readonly frame: Frame;
}

export interface Grid {
  readonly code: string;
  readonly name: string;
  readonly community: Community;
  /** The ground in the beginning. */
  readonly ring: Ring;
  /** When its eastern neighbour was merged into it, and the ground since. */
  readonly grown: { readonly on: string; readonly ring: Ring; readonly absorbed: string } | null;
  /** When it was merged into its western neighbour. */
  readonly ended: { readonly on: string; readonly into: string } | null;
}

export interface Yard {
  readonly code: string;
  readonly name: string;
  readonly address: string;
  readonly community: Community;
  readonly ring: Ring;
  /** The grid in the beginning; after a merger the grid that absorbed it. */
  readonly firstGrid: string;
  readonly lastGrid: string;
  readonly movedOn: string | null;
  readonly builtYear: number;
  readonly buildings: readonly Building[];
  households: number | null;
}

export interface Building {
  readonly code: string;
  readonly name: string;
  readonly polygon: Polygon;
  readonly floors: number;
  readonly builtYear: number;
}

export interface OfficeTower {
  readonly code: string;
  readonly name: string;
  readonly street: string;
  readonly community: Community;
  readonly polygon: Polygon;
  readonly floors: number;
  readonly floorAreaM2: number;
  readonly validFrom: string;
}

export interface Town {
  readonly districtCode: string;
  readonly district: Shape;
  readonly subdistricts: readonly { readonly data: SubdistrictData; readonly shape: Shape }[];
  readonly communities: readonly Community[];
  readonly grids: readonly Grid[];
  readonly yards: readonly Yard[];
  readonly towers: readonly OfficeTower[];
}
