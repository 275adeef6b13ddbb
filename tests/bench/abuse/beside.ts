/** Ordinary clients, alone and beside a load, in one run: how much longer they wait. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AS_OF, DISTRICT, DRILL_QUERY, ISSUES_QUERY, REPORTED_FROM } from '../cases.ts';
import { compare, type Goal } from '../goals.ts';
import { percentile } from '../measure.ts';
import { ask } from '../start-server.ts';
import type { CrowdAccount, CrowdOrder, CrowdRequest } from './crowd.ts';
import type { Finding, Stage } from './scenario.ts';

export const question = (query: string, variables: object = {}): CrowdRequest => ({
  path: '/graphql',
  body: JSON.stringify({ query, variables }),
});

const CLIENTS = 4;
const PAUSE_MS = 25;
/** The load has begun to hurt by then. */
const LEAD_MS = 1000;
const WITHIN: Goal = { atMost: 3 };
const ALL_ANSWERED: Goal = { atLeast: 1 };

/** What people ask who click about on the map: a grid with its yards, a page of issues, a name. */
async function ordinaryQuestions({ server }: Stage): Promise<readonly CrowdRequest[]> {
  const { areaStatuses } = await ask<{ areaStatuses: { codes: string[] } }>(
    server.address,
    `{ areaStatuses(level: GRID, within: "${DISTRICT}") { codes } }`,
  );
  const drills = areaStatuses.codes
    .filter((_, i) => i % 20 === 0)
    .map((code) => question(DRILL_QUERY, { code, asOf: AS_OF }));
  const issues = question(ISSUES_QUERY, { within: DISTRICT, asOf: AS_OF, from: REPORTED_FROM });
  return drills.flatMap((drill) => [drill, issues, drill]);
}

export interface Load {
  readonly name: string;
  readonly order: Omit<CrowdOrder, 'address' | 'ms'>;
}

/** p95 of ordinary clients beside each load, held against p95 without any: at most three times that, and all are answered. */
export async function besideLoads(stage: Stage, loads: readonly Load[]): Promise<readonly Finding[]> {
  const ordinary = { requests: await ordinaryQuestions(stage), clients: CLIENTS, pauseMs: PAUSE_MS, apart: true };
  await stage.send(ordinary); // plans are made, and what is compiled late is compiled
  const findings: Finding[] = [];
  for (const { name, order } of loads) {
    const alone = await stage.send(ordinary);
    const loading = stage.send(order);
    await sleep(LEAD_MS);
    const beside = await stage.send(ordinary);
    const load = await loading;
    const [before, after] = [alone, beside].map(({ times }) => percentile(times, 0.95)) as [number, number];
    const half = percentile(beside.times, 0.5);
    findings.push(
      {
        name,
        figures: `p95 ${ms(before)} alone, ${ms(after)} beside (p50 ${ms(half)}); ${told(load)}`,
        compared: compare(after, before, WITHIN),
      },
      {
        name: `${name}: share of ordinary questions that are answered`,
        figures: told(beside),
        compared: compare(beside.statuses[200] ?? 0, sum(Object.values(beside.statuses)), ALL_ANSWERED),
      },
    );
  }
  return findings;
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** "200 × 31, 503 × 4; 12.3 MB" */
export function told({ statuses, bytes }: CrowdAccount): string {
  const counts = Object.entries(statuses).map(([status, count]) => `${status === '0' ? 'left' : status} × ${count}`);
  return `${counts.join(', ')}; ${(bytes / 1e6).toFixed(1)} MB`;
}
