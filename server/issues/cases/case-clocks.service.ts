import type { EntityManager } from 'typeorm';
import { today } from '../../kernel/graph/as-of.ts';
import type { Clock, Clockwork } from '../../workflow/clockwork.ts';
import { clockworkOf, rulesNow } from '../../workflow/clockwork-data.ts';
import { applyEvent, type Effect, type Subject } from '../../workflow/subject.ts';
import { CalendarMissing } from '../../workflow/working-time.ts';
import { getWorkflow } from '../../workflow/workflow.service.ts';
import { RulesWrong } from '../rules/rule-rows.ts';
import { caseColumns } from './case-row.ts';
import { subjectOf, type CaseJson } from './case-subject.ts';
import { CALENDAR_CORRECTED, writeCorrections, type Correction } from './write-corrections.ts';

type Clocks = Pick<Subject, 'stageClock' | 'overallClock'>;

interface OpenCase {
  issueId: number;
  code: string;
  districtCode: string;
  category: string;
  recurrenceOf: string | null;
  row: CaseJson;
}

const BATCH = 500;

/** Transactions in which clocks are kept already. */
const keeping = new WeakSet<EntityManager>();

/**
 * Changes calendar or working time, and works the clocks of open cases out anew with what they are then, in the same transaction:
 * each case whose deadlines change gets an event that says so. Suspended cases keep what was left, in its own unit. Nobody
 * reports or moves a case meanwhile. RulesWrong when a deadline would reach into a year whose holidays are not known.
 */
export async function keepClocks<T>(manager: EntityManager, change: () => Promise<T>): Promise<T> {
  if (keeping.has(manager)) return change();
  keeping.add(manager);
  try {
    // In this order: who reports a case holds the mark before writing it, who moves one never asks for more than the case.
    await manager.query('select from rules_mark for update');
    await manager.query('lock table issue_case in exclusive mode');
    const told = await toldRuns(manager);
    const result = await change();
    await workOutAnew(manager, told);
    return result;
  } finally {
    keeping.delete(manager);
  }
}

const RUNS_IN_WORKING_TIME = `(c.stage_unit <> 'URGENT_HOUR' or c.overall_unit <> 'URGENT_HOUR'
  or c.stage_run @? '$.amounts[*] ? (@.unit != "URGENT_HOUR")' or c.overall_run @? '$.amounts[*] ? (@.unit != "URGENT_HOUR")')`;

/** What is left of clocks of which only the end is known, by the calendar as it still is. */
async function toldRuns(manager: EntityManager): Promise<ReadonlyMap<number, Clocks>> {
  const runs = new Map<number, Clocks>();
  const only = `(c.stage_unit <> 'URGENT_HOUR' and c.stage_run is null or c.overall_unit <> 'URGENT_HOUR' and c.overall_run is null)`;
  await eachOpenCase(manager, only, ({ issueId }, subject, clockwork, now) => {
    const since = subject.suspendedAt === null ? now : new Date(subject.suspendedAt);
    const kept = (clock: Clock | null): Clock | null => (clock && !clock.run ? clockwork.stop(clock, since) : clock);
    runs.set(issueId, { stageClock: kept(subject.stageClock), overallClock: kept(subject.overallClock) });
  });
  return runs;
}

async function workOutAnew(manager: EntityManager, told: ReadonlyMap<number, Clocks>): Promise<void> {
  const problems: string[] = [];
  let corrections: Correction[] = [];
  await eachOpenCase(
    manager,
    RUNS_IN_WORKING_TIME,
    async (found, subject, clockwork, now) => {
      const effect = correctionOf(subject, told.get(found.issueId) ?? subject, clockwork);
      if (Object.keys(effect).length === 0) return;
      const { issueId, code, districtCode, row } = found;
      const event = {
        number: subject.version + 1,
        at: new Date(Math.max(now.getTime(), Date.parse(subject.changedAt))).toISOString(),
        ...{ action: CALENDAR_CORRECTED, from: subject.state, to: subject.state, effect },
      };
      const after = applyEvent(subject, { ...event, postId: subject.firstReceiverId, reason: null });
      const definition = await getWorkflow(manager, row.workflow_key, row.workflow_version);
      corrections.push({ issueId, code, districtCode, event, columns: caseColumns(definition, after) });
      if (corrections.length < BATCH) return;
      await writeCorrections(manager, corrections);
      corrections = [];
    },
    ({ code }, missing) => problems.push(`case ${code}: ${missing.message}`),
  );
  if (problems.length > 0) throw new RulesWrong(problems);
  await writeCorrections(manager, corrections);
}

/** Open cases whose clocks do not show what the calendar says: it was changed past `keepClocks`. There should be none. */
export async function findStaleClocks(manager: EntityManager): Promise<{ issueId: number; effect: Effect }[]> {
  const stale: { issueId: number; effect: Effect }[] = [];
  await eachOpenCase(manager, RUNS_IN_WORKING_TIME, ({ issueId }, subject, clockwork) => {
    const effect = correctionOf(subject, subject, clockwork);
    if (Object.keys(effect).length > 0) stale.push({ issueId, effect });
  });
  return stale;
}

/** What becomes of the clocks of a case under a clockwork. Those that stand still go on with what was left, whatever it says. */
function correctionOf(subject: Subject, clocks: Clocks, clockwork: Clockwork): Effect {
  const anew = (clock: Clock | null): Clock | null =>
    clock && subject.suspendedAt === null ? clockwork.anew(clock) : clock;
  return changed(subject, { stageClock: anew(clocks.stageClock), overallClock: anew(clocks.overallClock) });
}

/** Clocks that are not what they were. Of a running one its end counts, of one that stands still what is left. */
function changed(subject: Subject, { stageClock, overallClock }: Clocks): Effect {
  const counts = (clock: Clock | null): string =>
    JSON.stringify([clock?.dueAt, clock?.nearlyAt, subject.suspendedAt !== null && clock?.run?.from]);
  return {
    ...(counts(stageClock) !== counts(subject.stageClock) && { stageClock }),
    ...(counts(overallClock) !== counts(subject.overallClock) && { overallClock }),
  };
}

/** Every open case for which the condition on `c` holds, with the clockwork of its district as it is in this transaction. */
async function eachOpenCase(
  manager: EntityManager,
  condition: string,
  work: (found: OpenCase, subject: Subject, clockwork: Clockwork, now: Date) => void | Promise<void>,
  missed: (found: OpenCase, missing: CalendarMissing) => void = () => undefined,
): Promise<void> {
  const { rulesMark, now } = await rulesNow(manager);
  for (let after = 0, batch: OpenCase[]; ; after = batch.at(-1)?.issueId ?? 0) {
    batch = await manager.query<OpenCase[]>(
      `select c.issue_id as "issueId", i.code, c.district_code as "districtCode", i.category_code as category,
         (select r.code from issue r where r.id = c.recurrence_of_id) as "recurrenceOf", to_jsonb(c) as row
       from issue_case c join issue i on i.id = c.issue_id
       where c.issue_id > $1 and c.state_kind = 'OPEN' and ${condition} order by c.issue_id limit $2`,
      [after, BATCH],
    );
    if (batch.length === 0) break;
    for (const found of batch) {
      const clockwork = await clockworkOf(manager, found.districtCode, today(now), rulesMark);
      try {
        await work(found, subjectOf(found.row, found.category, found.recurrenceOf), clockwork, now);
      } catch (error) {
        if (!(error instanceof CalendarMissing)) throw error;
        missed(found, error);
      }
    }
  }
}
