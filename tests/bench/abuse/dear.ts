/** Clients that ask the dearest of what is allowed, and leave before it is answered. */
import { DISTRICT } from '../cases.ts';
import { besideLoads, question } from './beside.ts';
import type { Scenario } from './scenario.ts';

const issues = (first: number): string =>
  `issues(first: ${first}) { edges { node { code reportedOn category { titleZh } place { longitude latitude } } } }`;

/** Allowed as they stand, each with another text, so that none is known from the one before. */
function dear(i: number): string {
  const yards = `yards(first: 50) { edges { node { code boundary ${issues(30)} } } }`;
  const shapes = [
    `grids(within: "${DISTRICT}", first: 200) { edges { node { code ${yards} } } }`,
    `yards(within: "${DISTRICT}", first: 200) { edges { node { code buildings(first: 20) { edges { node { code ${issues(100)} } } } } } }`,
    `areaStatuses(level: YARD, within: "${DISTRICT}", asOf: "2024-0${1 + (i % 9)}-15") { codes openIssues committee { covered } }`,
    `search(text: "路", first: 50) { totalCount edges { node { __typename } } }
      grids(within: "${DISTRICT}", first: 200) { edges { node { code yards(first: 50) { edges { node { code name } } } } } }`,
  ];
  return `query Dear${i} { ${shapes[i % shapes.length] ?? ''} }`;
}

const DEAREST = 32;
const requests = Array.from({ length: DEAREST }, (_, i) => question(dear(i)));
const load = { requests, clients: DEAREST, pauseMs: 0 };

export const dearest: Scenario = {
  key: 'dear',
  title: `${DEAREST} clients ask the dearest of what is allowed`,
  run: (stage) =>
    besideLoads(stage, [
      { name: 'each from an address of its own', order: { ...load, apart: true } },
      { name: 'all from one address', order: { ...load, apart: false } },
      { name: 'they leave after a fifth of a second', order: { ...load, apart: true, patienceMs: 200 } },
    ]),
};
