/** The questions of the bench in the words of the schema that postgraphile.sql makes, shaped so that the answers are the same. */

const issues = (first: number): string => `issues: openIssues(first: ${first}) { edges { node {
  code reportedOn category { titleZh } place { longitude latitude }
} } }`;

const drill = (first: number, buildings: string): string => `query ($code: String!, $asOf: Date!) {
  areas: places(code: $code, asOf: $asOf, first: 1) { nodes {
    code name
    yards: below(ofLevel: "YARD", first: ${first}) { edges { node { code name ${issues(first)} ${buildings} } } }
  } }
}`;

export const PEER_DRILL = drill(200, '');

export const PEER_DRILL_BUILDINGS = drill(
  50,
  `buildings: below(ofLevel: "BUILDING", first: 50) { edges { node {
    code name builtYear floorCount address validFrom ${issues(50)}
  } } }`,
);

/** In pages as the product, or, as nothing limits its pages, all at once. */
export const PEER_GRIDS = `query ($within: String!, $asOf: Date!, $first: Int, $offset: Int) {
  grids(within: $within, asOf: $asOf, first: $first, offset: $offset) {
    edges { node { code name committeeState propertyServiceState boundary } }
  }
}`;

export const PEER_ISSUES = `query ($within: String!, $asOf: Date!, $from: Date!) {
  issues: openIssues(within: $within, asOf: $asOf, reportedFrom: $from, first: 50) {
    edges { node {
      code state reportedOn category { code titleZh } place { longitude latitude } area { code name level }
    } }
    pageInfo { hasNextPage }
  }
}`;

export const PEER_YARDS = `query ($asOf: Date!, $west: Float!, $south: Float!, $east: Float!, $north: Float!) {
  yards(asOf: $asOf, west: $west, south: $south, east: $east, north: $north, first: 200) {
    edges { node { code name householdCount builtYear boundary } }
  }
}`;
