/** What a soak asks: questions of every kind and tiles of every layer, always others, in an order that a seed decides. */
import { Chance } from '../../geodata/random.ts';
import { AS_OF, DRILL_QUERY, GRIDS_QUERY } from './cases.ts';
import { ask } from './start-server.ts';

export interface Piece {
  readonly path: string;
  /** Of a question to the graph; a tile has none. */
  readonly body?: string;
}

const DISTRICT = '370202';
const DATES = ['2023-06-30', '2024-06-30', '2025-06-30', AS_OF];
const LAYERS = ['districts', 'subdistricts', 'communities', 'grids', 'yards', 'buildings', 'office-buildings'];
const WORDS = ['八大', '香港', '路', '社区', '中心', '一号'];
/** Degrees around the demo district. */
const BOX = { west: 120.29, south: 36.04, east: 120.44, north: 36.1 };

const STATUSES_QUERY = `query ($level: AreaLevel!, $within: String!, $asOf: Date!) {
  areaStatuses(level: $level, within: $within, asOf: $asOf) { codes featureIds openIssues committee { covered uncovered unknown } }
}`;
const ISSUES_QUERY = `query ($within: String!, $asOf: Date!, $bounds: BoundsInput) {
  issues(within: $within, state: OPEN, bounds: $bounds, first: 50, asOf: $asOf) {
    edges { node { code reportedOn category { titleZh } place { longitude latitude } } } pageInfo { hasNextPage } }
}`;
const YARDS_QUERY = `query ($bounds: BoundsInput!, $asOf: Date!) {
  yards(bounds: $bounds, first: 200, asOf: $asOf) { edges { node { code name boundary } } }
}`;
const SEARCH_QUERY = `query ($text: String!) { search(text: $text, first: 20) { edges { node { __typename } } } }`;

/** Says piece after piece. The codes it asks about come from the server itself. */
export async function soakWork(address: string, seed: number): Promise<() => Piece> {
  const { areaStatuses } = await ask<{ areaStatuses: { codes: string[] } }>(
    address,
    `{ areaStatuses(level: GRID, within: "${DISTRICT}") { codes } }`,
  );
  const chance = new Chance(seed, 'soak');
  const bounds = () => {
    const [west, south] = [chance.between(BOX.west, BOX.east), chance.between(BOX.south, BOX.north)];
    return { west, south, east: west + 0.01, north: south + 0.008 };
  };
  const question = (query: string, variables: object): Piece => ({
    path: '/graphql',
    body: JSON.stringify({ query, variables: { asOf: chance.pick(DATES), ...variables } }),
  });
  const tile = (): Piece => {
    const z = chance.whole(11, 17);
    const [x, y] = tileAt(chance.between(BOX.west, BOX.east), chance.between(BOX.south, BOX.north), z);
    return { path: `/tiles/${chance.pick(LAYERS)}/${z}/${x}/${y}.mvt` };
  };
  const kinds: readonly (() => Piece)[] = [
    tile,
    tile,
    tile,
    tile,
    () => question(DRILL_QUERY, { code: chance.pick(areaStatuses.codes) }),
    () => question(DRILL_QUERY, { code: chance.pick(areaStatuses.codes) }),
    () => question(ISSUES_QUERY, { within: DISTRICT, bounds: bounds() }),
    () => question(YARDS_QUERY, { bounds: bounds() }),
    () => question(STATUSES_QUERY, { level: chance.pick(['GRID', 'YARD']), within: DISTRICT }),
    () => question(GRIDS_QUERY, { within: DISTRICT, after: null }),
    () => question(SEARCH_QUERY, { text: chance.pick(WORDS), asOf: undefined }),
  ];
  return () => chance.pick(kinds)();
}

function tileAt(longitude: number, latitude: number, z: number): [number, number] {
  const radians = (latitude * Math.PI) / 180;
  const down = (1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI) / 2;
  return [Math.floor(((longitude + 180) / 360) * 2 ** z), Math.floor(down * 2 ** z)];
}
