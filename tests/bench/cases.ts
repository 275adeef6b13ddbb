/** The questions of the bench in the product's words. statements.ts and peers/ ask the same by hand and of PostGraphile. */

export const AS_OF = '2025-12-31';
export const DISTRICT = '370202';
/** A page holds 200 entries at most, so what is more comes in several. */
export const PAGE = 200;

/** From a grid to its yards to their open issues: what a click on a grid asks. */
export const DRILL_QUERY = `query ($code: String!, $asOf: Date!) {
  area(code: $code, asOf: $asOf) {
    code name
    ... on Grid {
      yards(first: 200) { edges { node {
        code name
        issues(state: OPEN, first: 200) { edges { node {
          code reportedOn category { titleZh } place { longitude latitude }
        } } }
      } } }
    }
  }
}`;

/** The same with the buildings of each yard, and theirs. Larger pages inside pages would be refused as too much. */
export const DRILL_BUILDINGS_QUERY = `query ($code: String!, $asOf: Date!) {
  area(code: $code, asOf: $asOf) {
    code name
    ... on Grid {
      yards(first: 50) { edges { node {
        code name
        issues(state: OPEN, first: 50) { edges { node {
          code reportedOn category { titleZh } place { longitude latitude }
        } } }
        buildings(first: 50) { edges { node {
          code name builtYear floorCount address validFrom
          issues(state: OPEN, first: 50) { edges { node {
            code reportedOn category { titleZh } place { longitude latitude }
          } } }
        } } }
      } } }
    }
  }
}`;

/** All grids of a district with both coverage states and their outline. */
export const GRIDS_QUERY = `query ($within: String!, $asOf: Date!, $after: String) {
  grids(within: $within, asOf: $asOf, first: 200, after: $after) {
    edges { node { code name committeeState propertyServiceState boundary } }
  }
}`;

export const ISSUES_QUERY = `query ($within: String!, $asOf: Date!, $from: Date!) {
  issues(within: $within, asOf: $asOf, state: OPEN, reportedFrom: $from, first: 50) {
    edges { node {
      code state reportedOn category { code titleZh } place { longitude latitude } area { code name level }
    } }
    pageInfo { hasNextPage }
  }
}`;
export const REPORTED_FROM = '2025-01-01';

export const YARDS_QUERY = `query ($asOf: Date!, $bounds: BoundsInput!) {
  yards(asOf: $asOf, bounds: $bounds, first: 200) {
    edges { node { code name householdCount builtYear boundary } }
  }
}`;
/** About 200 yards of the demo. */
export const BOX = { west: 120.372, south: 36.052, east: 120.398, north: 36.074 } as const;

export interface TileCase {
  readonly name: string;
  readonly z: number;
  readonly longitude: number;
  readonly latitude: number;
}

/** One layer, and all of them together as the map asks for them. */
export const TILES: readonly TileCase[] = [
  { name: 'yards', z: 13, longitude: 120.314, latitude: 36.066 },
  { name: 'atlas', z: 14, longitude: 120.314, latitude: 36.066 },
];

export function tileAt({ z, longitude, latitude }: TileCase): { z: number; x: number; y: number } {
  const radians = (latitude * Math.PI) / 180;
  const down = (1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI) / 2;
  return { z, x: Math.floor(((longitude + 180) / 360) * 2 ** z), y: Math.floor(down * 2 ** z) };
}
