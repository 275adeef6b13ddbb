import type { DataSource } from 'typeorm';

/** How long the background rests at first, for the questions that come at the start, and when no district is marked. */
const REST_MS = 5_000;
/** Summaries made anew by one statement, which is one transaction: others wait for what it holds, on the embedded database for all of it. */
const BATCH = 4;

/**
 * Summarises every marked district anew (migration 0009) and returns how many summaries that were. Several may run at once:
 * each takes what no other is at.
 */
export async function refreshSummaries(dataSource: DataSource, goOn: () => boolean = () => true): Promise<number> {
  let refreshed = 0;
  while (goOn()) {
    const [row] = await dataSource.query<{ refreshed: number }[]>(
      `select count(*) filter (where refresh_summary(kind, district_code))::int as refreshed
       from (select kind, district_code from summary_mark group by 1, 2 order by random() limit $1) marked`,
      [BATCH],
    );
    if (!row || row.refreshed === 0) break;
    refreshed += row.refreshed;
  }
  return refreshed;
}

export interface SummaryKeeper {
  /** Finishes the statement that runs. */
  stop(): Promise<void>;
}

/** Keeps the summaries of a running server. Until a district's turn comes its questions are answered by counting. */
export function keepSummaries(dataSource: DataSource, onError: (error: unknown) => void): SummaryKeeper {
  let stopped = false;
  let running = Promise.resolve();
  const turn = (): void => {
    running = refreshSummaries(dataSource, () => !stopped)
      .then(() => undefined, onError)
      .then(() => {
        if (!stopped) timer = setTimeout(turn, REST_MS).unref();
      });
  };
  let timer = setTimeout(turn, REST_MS).unref();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}
