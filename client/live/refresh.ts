import type { ApolloClient } from '@apollo/client';
import type { MapStatusesQueryVariables } from '../api/generated.ts';
import { OpenIssueColumnDocument } from '../api/generated-late.ts';
import type { LiveChange } from './changes.ts';

/** What the map asks about issues and about coverage; what the panel asks about the place it shows. */
const ISSUES_OF_MAP = ['MapIssuePoints', 'CountsBasis'];
const COVERAGE_OF_MAP = ['MapStatuses', 'CoverageBasis'];
const ISSUES_OF_PLACE = ['OpenIssues', 'Children', 'PlaceNode'];
const COVERAGE_OF_PLACE = ['AreaCoverage', 'CareOfPlace', 'Children', 'DistrictRenewal'];

/** Changes gathered until they are asked for. */
export class Touched {
  issues = false;
  coverage = false;
  /** More than the issues counted: rows of the columns may be others. */
  resync = false;
  readonly codes = new Set<string>();

  add({ of, areaCodes, resync }: LiveChange): void {
    this[of] = true;
    this.resync ||= resync;
    for (const code of areaCodes) this.codes.add(code);
  }

  clear(): void {
    this.issues = this.coverage = this.resync = false;
    this.codes.clear();
  }
}

/** Asks anew what the page shows of what was touched, and nothing else: no tile, no outline, no name. */
export function refresh(client: ApolloClient, touched: Touched, placeCode: string | null): void {
  const { issues, coverage, resync, codes } = touched;
  const ofPlace = resync || placeCode === null || codes.has(placeCode);
  const names = [
    ...(issues ? ISSUES_OF_MAP : []),
    ...(coverage || resync ? COVERAGE_OF_MAP : []),
    ...(issues && ofPlace ? ISSUES_OF_PLACE : []),
    ...(coverage && ofPlace ? COVERAGE_OF_PLACE : []),
  ];
  askAgain(client, names);
  if (issues && !coverage && !resync) void askOpenIssues(client);
}

export function askAgain(client: ApolloClient, names: readonly string[]): void {
  const shown = [...client.getObservableQueries('active')].filter(({ queryName }) => names.includes(queryName ?? ''));
  // Whoever shows it says what is wrong, when it fails.
  for (const query of shown) void query.refetch().catch(() => undefined);
}

export function askPlaceAgain(client: ApolloClient): void {
  askAgain(client, [...new Set([...ISSUES_OF_PLACE, ...COVERAGE_OF_PLACE])]);
}

/** Of the statuses only the column of open issues: it goes into the answer that the map is coloured by. */
async function askOpenIssues(client: ApolloClient): Promise<void> {
  const [shown] = [...client.getObservableQueries('active')].filter(({ queryName }) => queryName === 'MapStatuses');
  if (!shown) return;
  const { level, within, population, asOf } = shown.variables as MapStatusesQueryVariables;
  const variables = { level, within, population, asOf: asOf ?? null };
  await client.query({ query: OpenIssueColumnDocument, variables, fetchPolicy: 'network-only' }).catch(() => undefined);
}
