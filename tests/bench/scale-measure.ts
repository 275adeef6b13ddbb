import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import {
  AS_OF,
  BOX,
  DISTRICT,
  DRILL_BUILDINGS_QUERY,
  DRILL_QUERY,
  GRIDS_QUERY,
  ISSUES_QUERY,
  REPORTED_FROM,
  tileAt,
  TILES,
  YARDS_QUERY,
} from './cases.ts';
import { usedBetween, type BackendClock } from './clock.ts';

/** What one question costs, in milliseconds: of processor (Node and PostgreSQL together), and on the wall in the middle. */
export interface Asked {
  readonly name: string;
  readonly cpuMs: number;
  readonly p50Ms: number;
}

export interface Measuring {
  readonly app: FastifyInstance;
  /** Tiles without the cache. */
  readonly tiles: FastifyInstance;
  /** Null when the database's processor time cannot be read. */
  readonly clock: BackendClock | null;
  readonly dataSource: DataSource;
}

const ROUNDS = 5;
const ROUND_MS = 700;
const WARM_UP_MS = 700;

/** The whole country by date: the figures of every district at once. */
export const NATION_QUERY = `query ($asOf: Date!) {
  areaStatuses(level: DISTRICT, asOf: $asOf) {
    codes featureIds openIssues partyCommittees
    committee { covered uncovered unknown } propertyService { covered uncovered unknown }
  }
}`;

export class ScaleMeasurer {
  constructor(private readonly measuring: Measuring) {}

  /** Round by round, each question once in every round, so that what disturbs the machine disturbs all of them. */
  async measureAll(): Promise<Asked[]> {
    const cases = await this.cases();
    const runs = cases.map(({ name, send }) => ({ name, send, cpu: [] as number[], times: [] as number[] }));
    for (const { send } of runs) await this.round(send, WARM_UP_MS);
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      for (const run of runs) {
        const { cpuMs, times } = await this.round(run.send, ROUND_MS);
        run.cpu.push(cpuMs / times.length);
        run.times.push(...times);
      }
    }
    return runs.map(({ name, cpu, times }) => {
      times.sort((a, b) => a - b);
      return { name, cpuMs: Math.min(...cpu), p50Ms: times[Math.floor(times.length / 2)] ?? NaN };
    });
  }

  private async round(send: () => Promise<void>, ms: number): Promise<{ cpuMs: number; times: number[] }> {
    const { clock } = this.measuring;
    const times: number[] = [];
    const backends = await clock?.read();
    const node = process.cpuUsage();
    const end = performance.now() + ms;
    do {
      const started = performance.now();
      await send();
      times.push(performance.now() - started);
    } while (performance.now() < end);
    const { user, system } = process.cpuUsage(node);
    const database = clock && backends ? usedBetween(backends, await clock.read()) : 0;
    return { cpuMs: (user + system) / 1000 + (database ?? NaN), times };
  }

  private async cases(): Promise<{ name: string; send: () => Promise<void> }[]> {
    const code = await this.busiestGrid();
    const after = await this.endOfFirstPage();
    const ask = (query: string, variables: object) => async () => void (await this.ask(query, variables));
    return [
      {
        name: 'q1 all grids with coverage and outline',
        send: async () => {
          await this.ask(GRIDS_QUERY, { within: DISTRICT, asOf: AS_OF, after: null });
          await this.ask(GRIDS_QUERY, { within: DISTRICT, asOf: AS_OF, after });
        },
      },
      { name: 'q2 grid, yards, open issues', send: ask(DRILL_QUERY, { code, asOf: AS_OF }) },
      { name: 'q2c the same with buildings', send: ask(DRILL_BUILDINGS_QUERY, { code, asOf: AS_OF }) },
      { name: 'q3 a page of issues', send: ask(ISSUES_QUERY, { within: DISTRICT, asOf: AS_OF, from: REPORTED_FROM }) },
      { name: 'q4 yards in a box', send: ask(YARDS_QUERY, { asOf: AS_OF, bounds: BOX }) },
      ...TILES.map((tile) => ({ name: `tile ${tile.name}, zoom ${tile.z}, made anew`, send: () => this.tile(tile) })),
      { name: 'the country by district', send: ask(NATION_QUERY, { asOf: AS_OF }) },
    ];
  }

  private async ask(query: string, variables: object): Promise<string> {
    const { statusCode, body } = await this.measuring.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ query, variables }),
    });
    if (statusCode !== 200 || body.startsWith('{"errors"'))
      throw new Error(`Answered ${statusCode}: ${body.slice(0, 400)}`);
    return body;
  }

  private async tile(tile: (typeof TILES)[number]): Promise<void> {
    const { z, x, y } = tileAt(tile);
    const { statusCode } = await this.measuring.tiles.inject(`/tiles/${tile.name}/${z}/${x}/${y}.mvt`);
    if (statusCode !== 200) throw new Error(`The tile was answered with ${statusCode}.`);
  }

  /** A grid with many open issues, always the same one. */
  private async busiestGrid(): Promise<string> {
    const query = `query ($within: String!, $asOf: Date!) { areaStatuses(level: GRID, within: $within, asOf: $asOf) { codes openIssues } }`;
    const { data } = JSON.parse(await this.ask(query, { within: DISTRICT, asOf: AS_OF })) as {
      data: { areaStatuses: { codes: string[]; openIssues: number[] } };
    };
    const { codes, openIssues } = data.areaStatuses;
    return codes[openIssues.indexOf(Math.max(...openIssues))] ?? '';
  }

  private async endOfFirstPage(): Promise<string> {
    const query = `query ($within: String!, $asOf: Date!) { grids(within: $within, asOf: $asOf, first: 200) { pageInfo { endCursor } } }`;
    const { data } = JSON.parse(await this.ask(query, { within: DISTRICT, asOf: AS_OF })) as {
      data: { grids: { pageInfo: { endCursor: string } } };
    };
    return data.grids.pageInfo.endCursor;
  }
}
