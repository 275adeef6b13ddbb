/** What becomes of a preview: it is confirmed, discarded, or, once written, undone. */
import type { DataSource, EntityManager } from 'typeorm';
import { findLayer } from '../layers.ts';
import { refusal, type ToldRefusal } from '../words/refusals.ts';
import { doubtsInWords, stateInWords } from '../words/of-states.ts';
import { findRun, type ImportRun, type ImportSummary } from './import-run.ts';
import { prepareForMany } from './prepare-for-many.ts';
import { rememberWords } from './value-words.ts';

/** Why it cannot be done. */
export class ImportRefused extends Error {
  override name = 'ImportRefused';

  constructor(readonly refusal: ToldRefusal) {
    super(refusal.message);
  }
}

/** Imports and undoings take turns: each compares with a state that no other changes meanwhile. */
const TURN = `select pg_advisory_xact_lock(hashtext('louyuan-atlas imports'))`;

async function takeRun(manager: EntityManager, key: string): Promise<ImportRun> {
  await manager.query(TURN);
  const run = await findRun(manager, key, 'for update');
  if (!run) throw new ImportRefused(refusal('NOT_FOUND', { key }));
  return run;
}

/** Writes what the preview shows, all of it or nothing. `accept` names the doubts that were looked at. */
export async function confirmImport(
  dataSource: DataSource,
  key: string,
  accept: readonly string[],
): Promise<ImportSummary> {
  const summary = await dataSource.transaction(async (manager) => {
    const run = await takeRun(manager, key);
    const layer = findLayer(run.layer);
    if (!layer || run.state !== 'CHECKED' || !run.summary) {
      throw new ImportRefused(refusal('NOT_CONFIRMABLE', { state: stateInWords(run.state) }));
    }
    const doubts = run.summary.findings.filter(
      ({ severity, reason }) => severity === 'DOUBTFUL' && !accept.includes(reason),
    );
    if (doubts.length > 0) {
      throw new ImportRefused(refusal('DOUBTS_OPEN', { doubts: doubtsInWords(doubts) }));
    }
    await checkStillSo(manager, run);
    await prepareForMany(manager);
    const [source] = await manager.query<{ id: number }[]>(
      `insert into data_source (code, title, provenance, attribution) values ($1, $2, $3, $4) returning id`,
      [`import-${run.key}`, run.file.name, run.provenance, run.attribution],
    );
    if (!source) throw new Error('The database did not number the source.');
    await manager.query(`select set_config('atlas.import_run', $1, true)`, [String(run.id)]);
    const { added, changed, ended } = run.summary;
    const counts = { ADDED: added, CHANGED: changed, ENDED: ended };
    for (const { text, params } of layer.write({ run: run.id, asOf: run.asOf, sourceId: source.id, counts })) {
      await manager.query(text, params);
    }
    const words = run.words ?? [];
    await rememberWords(manager, run.layer, words, await districtsWritten(manager, run.id));
    await manager.query(
      `update import_run set state = 'APPLIED', applied_at = now(), accepted = $2, source_id = $3, words = $4 where id = $1`,
      [run.id, accept, source.id, JSON.stringify(words.filter(({ value }) => value !== null))],
    );
    await manager.query(`delete from import_row where run_id = $1`, [run.id]);
    return run.summary;
  });
  await refreshStatistics(dataSource);
  return summary;
}

async function districtsWritten(manager: EntityManager, run: number): Promise<string[]> {
  const rows = await manager.query<{ code: string }[]>(
    `select d.district_code as code from district_setting d
     where d.district_code in (select left(r.code, 6) from import_row r where r.run_id = $1 and r.row > 0)`,
    [run],
  );
  return rows.map(({ code }) => code);
}

/** A preview holds as long as nothing it speaks of has changed since. */
async function checkStillSo(manager: EntityManager, run: ImportRun): Promise<void> {
  const [since] = await manager.query<{ key: string }[]>(
    `select key from import_run where greatest(applied_at, undone_at) > (select begun_at from import_run where id = $1) limit 1`,
    [run.id],
  );
  if (since) {
    throw new ImportRefused(refusal('PREVIEW_OUTDATED'));
  }
}

/** Throws a preview away. */
export async function discardImport(dataSource: DataSource, key: string): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const run = await takeRun(manager, key);
    if (run.state === 'APPLIED' || run.state === 'UNDONE') {
      const said = run.state === 'APPLIED' ? 'NOT_DISCARDABLE.undoable' : 'NOT_DISCARDABLE';
      throw new ImportRefused(refusal(said, { state: stateInWords(run.state) }));
    }
    await manager.query('delete from import_run where id = $1', [run.id]);
  });
}

/** Takes back everything an import has written. Refused when something later stands on it. */
export async function undoImport(dataSource: DataSource, key: string): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const run = await takeRun(manager, key);
    if (run.state !== 'APPLIED') throw new ImportRefused(refusal('NOT_UNDOABLE', { state: stateInWords(run.state) }));
    await prepareForMany(manager);
    const later = await manager.query<{ name: string; key: string }[]>(
      `select distinct r.file->>'name' as name, r.key from import_change mine
       join import_change c on c.table_name = mine.table_name and c.row_key = mine.row_key and c.run_id > $1
       join import_run r on r.id = c.run_id and r.state = 'APPLIED'
       where mine.run_id = $1`,
      [run.id],
    );
    if (later.length > 0) {
      const imports = {
        en: later.map(({ name, key: other }) => `${name} (${other})`).join(', '),
        zh: later.map(({ name, key: other }) => `${name}（${other}）`).join('、'),
      };
      throw new ImportRefused(refusal('LATER_IMPORTS', { imports }));
    }
    try {
      await manager.query('select undo_import($1)', [run.id]);
    } catch (error) {
      if (isForeignKeyViolation(error)) {
        const { detail = error.message, table = '?' } = error;
        throw new ImportRefused(refusal('STILL_IN_USE', { detail, table }));
      }
      throw error;
    }
    await manager.query(`delete from import_change where run_id = $1`, [run.id]);
    await manager.query(`update import_run set state = 'UNDONE', undone_at = now() where id = $1`, [run.id]);
  });
  await refreshStatistics(dataSource);
}

/** It is written by now: that the database cannot count what it holds at this moment changes nothing about that. */
async function refreshStatistics(dataSource: DataSource): Promise<void> {
  await dataSource.query('analyze').catch(() => undefined);
}

interface DatabaseError extends Error {
  detail?: string;
  /** What still refers to it. */
  table?: string;
}

function isForeignKeyViolation(error: unknown): error is DatabaseError {
  const code =
    typeof error === 'object' && error !== null && 'driverError' in error
      ? (error.driverError as { code?: string }).code
      : undefined;
  return error instanceof Error && code === '23503';
}
