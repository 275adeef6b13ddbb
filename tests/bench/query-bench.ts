/** Queries: the product beside a statement written by hand, its own ordinary path, and PostGraphile. */
import { isDeepStrictEqual } from 'node:util';
import {
  AS_OF,
  BOX,
  DISTRICT,
  DRILL_BUILDINGS_QUERY,
  DRILL_QUERY,
  GRIDS_QUERY,
  ISSUES_QUERY,
  PAGE,
  REPORTED_FROM,
  YARDS_QUERY,
} from './cases.ts';
import { compare, type Goal } from './goals.ts';
import { send, type Request } from './http.ts';
import { cpuOf, measure, type Contestant, type Figures, type Instruments } from './measure.ts';
import {
  PEER_DRILL,
  PEER_DRILL_BUILDINGS,
  PEER_GRIDS,
  PEER_ISSUES,
  PEER_YARDS,
} from './peers/postgraphile-questions.ts';
import type { StatementName } from './statements.ts';
import type { Block, Row } from './table.ts';

export type Who = 'bare' | 'product' | 'ordinary' | 'postgraphile';

export interface Stand {
  readonly who: Who;
  readonly title: string;
  /** Major version of the Node it runs on. */
  readonly node: string;
  readonly url: string;
  readonly cpuMs: () => Promise<number>;
}

interface Question {
  readonly key: string;
  readonly title: string;
  readonly limitGoal: Goal;
  readonly product: readonly Request[];
  readonly bare: readonly Request[];
  readonly peer: readonly Request[];
  /** The same without the product's limit of a page, where that matters. */
  readonly peerAtOnce?: Request;
}

interface Paths {
  graph(query: string, variables: object): Request;
  bare(statement: StatementName, ...values: readonly (string | number)[]): Request;
}

const SMALL: Goal = { atMost: 2 };
const LARGE: Goal = { atMost: 1.2 };
const BESIDE_PEER: Goal = { atMost: 0.5 };
const TAIL: Goal = { atMost: 3 };
/** The sizes of answer that the goals speak of. */
const DRILL_BYTES = 3_000;
const DRILL_BUILDINGS_BYTES = 23_000;

export const QUERY_KEYS = ['q1', 'q2', 'q2c', 'q3', 'q4'] as const;

export async function benchQueries(
  stands: readonly Stand[],
  instruments: Instruments,
  wanted: ReadonlySet<string>,
): Promise<Block[]> {
  const product = stands.find(({ who }) => who === 'product');
  if (!product) throw new Error('The product is not there to be measured.');
  const questions = (await makeQuestions(product.url)).filter(({ key }) => wanted.has(key));
  const blocks: Block[] = [];
  for (const question of questions) {
    console.error(`Measuring ${question.key}: ${question.title}`);
    const contestants = stands.flatMap((stand) => contestantsOf(question, stand));
    await checkAnswers(question, contestants);
    const figures = await measure(contestants, instruments);
    blocks.push({
      key: question.key,
      title: `${question.key}  ${question.title}`,
      rows: rowsOf(question, contestants, figures),
    });
  }
  return blocks;
}

function rowsOf({ limitGoal }: Question, stands: readonly Contender[], figures: readonly Figures[]): Row[] {
  const cpu = (who: Who, node?: string): number | undefined => {
    const found =
      figures[stands.findIndex((stand) => stand.who === who && (node === undefined || stand.node === node))];
    return found && cpuOf(found);
  };
  const peer = cpu('postgraphile');
  return stands.flatMap(({ who, name, node }, index) => {
    const own = figures[index];
    if (!own) return [];
    const judged = who === 'product';
    const limit = cpu('bare', node);
    return {
      who: name,
      node,
      figures: own,
      ...(who !== 'bare' && limit !== undefined && { limit: compare(cpuOf(own), limit, judged ? limitGoal : null) }),
      ...(who !== 'postgraphile' &&
        peer !== undefined && { postgraphile: compare(cpuOf(own), peer, judged ? BESIDE_PEER : null) }),
      ...(own.crowd && { tail: compare(own.crowd.p99Ms, own.crowd.p50Ms, judged ? TAIL : null) }),
    };
  });
}

type Contender = Contestant & { readonly who: Who };

function contestantsOf(
  { bare, product, peer, peerAtOnce }: Question,
  { who, title, node, url, cpuMs }: Stand,
): Contender[] {
  const contender = (name: string, unit: readonly Request[]): Contender => ({
    who,
    name,
    node,
    cpuMs,
    unit: unit.map((request) => ({ ...request, url: url + request.url })),
  });
  if (who === 'bare') return [contender(title, bare)];
  if (who !== 'postgraphile') return [contender(title, product)];
  return [contender(title, peer), ...(peerAtOnce ? [contender(`${title}, in one request`, [peerAtOnce])] : [])];
}

/** Whoever answers something else is not worth measuring. */
async function checkAnswers({ key }: Question, contestants: readonly Contender[]): Promise<void> {
  const answers: unknown[] = [];
  for (const { unit } of contestants) {
    const parts: unknown[] = [];
    for (const request of unit) parts.push(JSON.parse((await send(request)).toString()));
    answers.push(joined(parts.map(withoutShape)));
  }
  const [first] = answers;
  const other = answers.findIndex((answer) => !isDeepStrictEqual(answer, first));
  if (other < 0) return;
  throw new Error(
    `${key}: "${contestants[other]?.name}" (Node ${contestants[other]?.node}) does not answer what "${contestants[0]?.name}" does.\n` +
      `${difference(answers[other], first)}`,
  );
}

/** PostGraphile has a list where the graph has one area: what looks an area up by its code is a function there. */
function withoutShape(answer: unknown): unknown {
  const { data } = answer as { data?: { areas?: { nodes: unknown[] } } };
  return data?.areas ? { data: { area: data.areas.nodes[0] } } : answer;
}

/** Pages one after the other are one list. */
function joined(parts: readonly unknown[]): unknown {
  if (parts.length === 1) return parts[0];
  const lists = parts as { data: { grids: { edges: unknown[] } } }[];
  return { data: { grids: { edges: lists.flatMap(({ data }) => data.grids.edges) } } };
}

function difference(one: unknown, other: unknown): string {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 120);
  return `  … ${around(a)}\n  … ${around(b)}`;
}

async function makeQuestions(product: string): Promise<Question[]> {
  const paths: Paths = {
    graph: (query, variables) => ({ url: '/graphql', body: JSON.stringify({ query, variables }) }),
    bare: (statement, ...values) => ({
      url: `/json/${statement}?${values.map((value) => `v=${encodeURIComponent(value)}`).join('&')}`,
    }),
  };
  const ask = async (query: string, variables: object): Promise<Buffer> => {
    const request = paths.graph(query, variables);
    return send({ ...request, url: product + request.url });
  };
  const { codes, cursors } = await gridPages(ask);
  const small = await gridOfSize(ask, DRILL_QUERY, codes, DRILL_BYTES);
  const large = await gridOfSize(ask, DRILL_BUILDINGS_QUERY, codes, DRILL_BUILDINGS_BYTES);
  const drill = (code: string) => ({ code, asOf: AS_OF });
  const issues = { within: DISTRICT, asOf: AS_OF, from: REPORTED_FROM };
  return [
    {
      key: 'q1',
      title: `all ${codes.length} grids with coverage and outline, in ${cursors.length} pages of at most ${PAGE}`,
      limitGoal: LARGE,
      product: cursors.map(({ cursor }) => paths.graph(GRIDS_QUERY, { within: DISTRICT, asOf: AS_OF, after: cursor })),
      bare: cursors.map(({ code }) => paths.bare('grids', DISTRICT, AS_OF, code)),
      peer: cursors.map((_, page) =>
        paths.graph(PEER_GRIDS, { within: DISTRICT, asOf: AS_OF, first: PAGE, offset: page * PAGE }),
      ),
      peerAtOnce: paths.graph(PEER_GRIDS, { within: DISTRICT, asOf: AS_OF }),
    },
    {
      key: 'q2',
      title: `grid ${small}, its yards, their open issues`,
      limitGoal: SMALL,
      product: [paths.graph(DRILL_QUERY, drill(small))],
      bare: [paths.bare('drill', small, AS_OF)],
      peer: [paths.graph(PEER_DRILL, drill(small))],
    },
    {
      key: 'q2c',
      title: `grid ${large}, its yards, their open issues and buildings, and theirs`,
      limitGoal: SMALL,
      product: [paths.graph(DRILL_BUILDINGS_QUERY, drill(large))],
      bare: [paths.bare('drillBuildings', large, AS_OF)],
      peer: [paths.graph(PEER_DRILL_BUILDINGS, drill(large))],
    },
    {
      key: 'q3',
      title: `a page of 50 of the issues open in the district and reported since ${REPORTED_FROM}`,
      limitGoal: SMALL,
      product: [paths.graph(ISSUES_QUERY, issues)],
      bare: [paths.bare('issues', DISTRICT, AS_OF, REPORTED_FROM)],
      peer: [paths.graph(PEER_ISSUES, issues)],
    },
    {
      key: 'q4',
      title: `a page of ${PAGE} yards in a box with outline`,
      limitGoal: LARGE,
      product: [paths.graph(YARDS_QUERY, { asOf: AS_OF, bounds: BOX })],
      bare: [paths.bare('yards', AS_OF, BOX.west, BOX.south, BOX.east, BOX.north)],
      peer: [paths.graph(PEER_YARDS, { asOf: AS_OF, ...BOX })],
    },
  ];
}

type Ask = (query: string, variables: object) => Promise<Buffer>;

interface PageStart {
  readonly cursor: string | null;
  /** The code that the page begins after. */
  readonly code: string;
}

/** All grids of the district, and where each page of them begins. */
async function gridPages(ask: Ask): Promise<{ codes: string[]; cursors: PageStart[] }> {
  const query = `query ($within: String!, $asOf: Date!, $after: String) {
    grids(within: $within, asOf: $asOf, first: ${PAGE}, after: $after) {
      edges { node { code } } pageInfo { hasNextPage endCursor } } }`;
  const codes: string[] = [];
  const cursors: PageStart[] = [];
  for (let next: PageStart | null = { cursor: null, code: '' }; next;) {
    cursors.push(next);
    const { data } = JSON.parse(
      (await ask(query, { within: DISTRICT, asOf: AS_OF, after: next.cursor })).toString(),
    ) as {
      data: { grids: { edges: { node: { code: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
    };
    const { edges, pageInfo } = data.grids;
    codes.push(...edges.map(({ node }) => node.code));
    next = pageInfo.hasNextPage ? { cursor: pageInfo.endCursor, code: codes.at(-1) ?? '' } : null;
  }
  return { codes, cursors };
}

/** The grid whose answer is nearest in size, the first of those that are equally near. */
async function gridOfSize(ask: Ask, query: string, codes: readonly string[], bytes: number): Promise<string> {
  let best = { code: '', away: Infinity };
  for (const code of codes) {
    const away = Math.abs((await ask(query, { code, asOf: AS_OF })).length - bytes);
    if (away < best.away) best = { code, away };
  }
  return best.code;
}
