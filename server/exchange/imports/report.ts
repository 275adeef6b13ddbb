import type { DataSource, EntityManager } from 'typeorm';
import { findLayer } from '../layers.ts';
import { inChinese } from '../words/chinese.ts';
import { EARLIER_EVIDENCE_ZH } from '../words/of-coordinates.ts';
import { EARLIER_ZH } from '../words/of-imports.ts';
import type { ImportRun, ImportSummary } from './import-run.ts';

/** What a row of a file would do. */
export interface ReportedRow {
  /** Row of the file; null for what a complete file does not name. */
  readonly row: number | null;
  readonly code: string | null;
  readonly action: 'ADDED' | 'CHANGED' | 'ENDED';
  readonly name: string | null;
  /** Fields in which it differs: {field: [known, said]}. */
  readonly changes: Readonly<Record<string, readonly [unknown, unknown]>>;
  /** How far its outline moves, in metres. */
  readonly movedM: number | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
}

export interface ReportedFinding {
  readonly row: number | null;
  readonly code: string | null;
  readonly severity: 'REFUSED' | 'DOUBTFUL' | 'REPAIRED' | 'NOTED';
  readonly reason: string;
  readonly message: string;
  /** The same in Chinese. */
  readonly messageZh: string;
  readonly amount: number | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
}

/** Rows and findings of a report at most, each. */
export const MAX_REPORTED = 1000;

/** Rows that would be written, those of the file first, after that many. */
export function reportedRows(
  manager: DataSource | EntityManager,
  run: number,
  after = 0,
  limit = MAX_REPORTED,
): Promise<ReportedRow[]> {
  return manager.query<ReportedRow[]>(
    `select case when row > 0 then row end as row, code, action, attributes->>'name' as name, changes, moved_m as "movedM",
       ST_X(place) as longitude, ST_Y(place) as latitude
     from (select *, ST_PointOnSurface(geom) as place from import_row where run_id = $1 and action in ('ADDED', 'CHANGED', 'ENDED')) r
     order by row < 0, abs(row) offset $2 limit $3`,
    [run, after, limit],
  );
}

export async function reportedFindings(
  manager: DataSource | EntityManager,
  run: Pick<ImportRun, 'id' | 'layer'>,
  after = 0,
  limit = MAX_REPORTED,
): Promise<ReportedFinding[]> {
  const found = await manager.query<(Omit<ReportedFinding, 'messageZh'> & { messageZh: string | null })[]>(
    `select case when row > 0 then row end as row, code, severity, reason, message, message_zh as "messageZh", amount, ST_X(place) as longitude, ST_Y(place) as latitude
     from import_finding where run_id = $1
     order by array_position('{REFUSED,DOUBTFUL,REPAIRED,NOTED}'::text[], severity), row, id offset $2 limit $3`,
    [run.id, after, limit],
  );
  const fields = findLayer(run.layer)?.fields;
  return found.map((one) => ({ ...one, messageZh: one.messageZh ?? inChinese(one.reason, one.message, fields) }));
}

/** A report for machines: what `--json` prints. Lists hold MAX_REPORTED entries at most; the numbers count all. */
export async function importReport(manager: DataSource | EntityManager, run: ImportRun): Promise<object> {
  const findings = await reportedFindings(manager, run);
  const of = (severity: ReportedFinding['severity']): object[] =>
    findings.filter((finding) => finding.severity === severity).map(({ severity: _, ...finding }) => finding);
  const summary: ImportSummary = run.summary ?? {
    added: 0,
    changed: 0,
    ended: 0,
    unchanged: 0,
    refused: 0,
    findings: [],
  };
  const { added, changed, ended, unchanged } = summary;
  return {
    key: run.key,
    layer: run.layer,
    asOf: run.asOf,
    state: run.state,
    refusal: run.refusal && { ...run.refusal, messageZh: run.refusal.messageZh ?? EARLIER_ZH },
    file: run.file,
    crs: run.crs && { fits: [], sureness: null, ...run.crs, evidenceZh: run.crs.evidenceZh ?? [EARLIER_EVIDENCE_ZH] },
    encoding: run.file.encoding,
    mapping: run.mapping,
    words: run.words ?? [],
    provenance: run.provenance,
    completeWithin: run.completeWithin,
    added,
    changed,
    ended,
    unchanged,
    refusedCount: summary.refused,
    rows: await reportedRows(manager, run.id),
    refused: of('REFUSED'),
    doubtful: of('DOUBTFUL'),
    repaired: of('REPAIRED'),
    noted: of('NOTED'),
    findings: summary.findings,
  };
}
