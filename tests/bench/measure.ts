/** Measuring: how many milliseconds of processor a unit of work costs, and how long it takes, alone and in a crowd. */
import { usedBetween, type BackendClock } from './clock.ts';
import type { Request } from './http.ts';
import type { Sender } from './processes.ts';

export interface Contestant {
  readonly name: string;
  readonly node: string;
  readonly unit: readonly Request[];
  /** Processor time used so far by the serving process, in ms. */
  readonly cpuMs: () => Promise<number>;
}

export interface Figures {
  readonly bytes: number;
  /** Processor time of a unit in the best round. */
  readonly serverMs: number;
  /** Of the database's backends; null where it cannot be counted, or is part of the serving process. */
  readonly databaseMs: number | null;
  readonly aloneMs: number;
  readonly crowd: { readonly p50Ms: number; readonly p99Ms: number; readonly perSecond: number } | null;
}

export interface Plan {
  readonly warmUpMs: number;
  readonly rounds: number;
  readonly roundMs: number;
  /** How many clients ask at once when times are taken. */
  readonly clients: number;
  readonly crowdMs: number;
}

export const FULL: Plan = { warmUpMs: 1000, rounds: 4, roundMs: 800, clients: 64, crowdMs: 1500 };
export const QUICK: Plan = { warmUpMs: 200, rounds: 2, roundMs: 300, clients: 64, crowdMs: 400 };

export interface Instruments {
  readonly sender: Sender;
  /** Null without PostgreSQL, or when it runs elsewhere. */
  readonly backends: BackendClock | null;
  readonly plan: Plan;
}

interface Cost {
  readonly serverMs: number;
  readonly databaseMs: number;
}

/**
 * Measures contestants in turns, round by round, so that what disturbs the machine disturbs all of them. The processor time
 * is that of the best round: disturbances only ever add.
 */
export async function measure(contestants: readonly Contestant[], instruments: Instruments): Promise<Figures[]> {
  const { plan, sender } = instruments;
  const runs = contestants.map(() => ({ costs: [] as Cost[], times: [] as number[], bytes: 0 }));
  for (const { unit } of contestants) await sender.run({ unit, clients: 1, ms: plan.warmUpMs });
  for (let turn = 0; turn < plan.rounds; turn++)
    for (const [index, contestant] of contestants.entries()) {
      const { cost, times, bytes } = await round(contestant, instruments);
      const run = runs[index];
      if (!run) continue;
      if (cost) run.costs.push(cost);
      run.times.push(...times);
      run.bytes = bytes;
    }
  const figures: Figures[] = [];
  for (const [index, { costs, times, bytes }] of runs.entries()) {
    const [best] = costs.toSorted((a, b) => total(a) - total(b));
    if (!best)
      throw new Error('Connections to the database ended in every round. Let nothing else use it, and start again.');
    const unit = contestants[index]?.unit ?? [];
    figures.push({
      bytes,
      serverMs: best.serverMs,
      databaseMs: instruments.backends && best.databaseMs,
      aloneMs: percentile(times, 0.5),
      crowd: await crowd(unit, instruments),
    });
  }
  return figures;
}

async function round(
  { unit, cpuMs }: Contestant,
  { sender, backends, plan }: Instruments,
): Promise<{ cost: Cost | null; times: readonly number[]; bytes: number }> {
  const backendsBefore = await backends?.read();
  const before = await cpuMs();
  const { times, bytes } = await sender.run({ unit, clients: 1, ms: plan.roundMs });
  const serverMs = ((await cpuMs()) - before) / times.length;
  const backendsAfter = await backends?.read();
  const used = backendsBefore && backendsAfter ? usedBetween(backendsBefore, backendsAfter) : 0;
  return { cost: used === null ? null : { serverMs, databaseMs: used / times.length }, times, bytes };
}

async function crowd(unit: readonly Request[], { sender, plan }: Instruments): Promise<Figures['crowd']> {
  const { clients } = plan;
  // Connections to the database are opened, and their statements planned, before it counts.
  await sender.run({ unit, clients, ms: plan.crowdMs / 4 });
  const started = performance.now();
  const { times } = await sender.run({ unit, clients, ms: plan.crowdMs });
  const seconds = (performance.now() - started) / 1000;
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99), perSecond: times.length / seconds };
}

function total({ serverMs, databaseMs }: Cost): number {
  return serverMs + databaseMs;
}

/** The time within which this share of the units was answered (nearest rank). */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export function cpuOf({ serverMs, databaseMs }: Figures): number {
  return serverMs + (databaseMs ?? 0);
}
