import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { ToldFit, ToldSureness } from '../coordinates/decide.ts';
import type { ForeignWord } from './value-words.ts';
import type { Provenance } from '../../kernel/graph/provenance.ts';

export type ImportState = 'READING' | 'CHECKED' | 'REFUSED' | 'APPLIED' | 'UNDONE';

export interface FileFacts {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly format: string;
  /** Which table of the file: a sheet, a layer, one shapefile of an archive. */
  readonly layer: string;
  readonly encoding: string | null;
  readonly encodingEvidence: string | null;
  /** The same in Chinese; missing where a file was read before that was kept. */
  readonly encodingEvidenceZh?: string | null;
  readonly rows: number;
}

export interface ImportSummary {
  readonly added: number;
  readonly changed: number;
  readonly ended: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Findings by severity and reason. */
  readonly findings: readonly {
    readonly severity: string;
    readonly reason: string;
    readonly count: number;
    readonly amount: number | null;
  }[];
}

export interface Refusal {
  readonly reason: string;
  readonly message: string;
  /** Missing where it was refused before sentences were kept in both languages. */
  readonly messageZh?: string;
  readonly evidence?: readonly string[];
  /** The tables of a file of which one has to be named. */
  readonly tables?: readonly string[];
}

export interface ImportRun {
  readonly id: number;
  readonly key: string;
  readonly layer: string;
  readonly asOf: string;
  readonly completeWithin: readonly string[] | null;
  readonly state: ImportState;
  readonly refusal: Refusal | null;
  readonly file: FileFacts;
  readonly crs: {
    readonly declared: string | null;
    readonly detected: string | null;
    readonly used: string | null;
    readonly evidence: readonly string[];
    /** The next are missing where a file was read before they were kept. */
    readonly evidenceZh?: readonly string[];
    readonly fits?: readonly ToldFit[];
    readonly sureness?: ToldSureness | null;
  } | null;
  readonly mapping: Readonly<Record<string, string>> | null;
  /** Words of values that no code book has; null for imports from before. */
  readonly words: readonly ForeignWord[] | null;
  readonly provenance: Provenance;
  readonly attribution: string | null;
  readonly accepted: readonly string[];
  readonly summary: ImportSummary | null;
  readonly begunAt: string;
  readonly appliedAt: string | null;
  readonly undoneAt: string | null;
}

const COLUMNS = `id, key, layer, as_of::text as "asOf", complete_within as "completeWithin", state, refusal, file, crs, mapping, words, provenance,
  attribution, accepted, summary, begun_at as "begunAt", applied_at as "appliedAt", undone_at as "undoneAt"`;

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function findRun(
  manager: DataSource | EntityManager,
  key: string,
  lock: '' | 'for update' = '',
): Promise<ImportRun | null> {
  if (!KEY.test(key)) return null;
  const [run] = await manager.query<ImportRun[]>(`select ${COLUMNS} from import_run where key = $1 ${lock}`, [key]);
  return run ?? null;
}

/** The last runs, newest first; of the posts of one district where one is named. */
export function listRuns(
  manager: DataSource | EntityManager,
  limit: number,
  district: string | null,
): Promise<ImportRun[]> {
  return manager.query<ImportRun[]>(
    `select ${COLUMNS} from import_run
     where $2::text is null or post_id in (select p.id from post p where p.district_code = $2) order by id desc limit $1`,
    [limit, district],
  );
}

export async function fileFacts(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}

export async function summarise(manager: EntityManager, run: number): Promise<ImportSummary> {
  const [counts] = await manager.query<Omit<ImportSummary, 'findings'>[]>(
    `select count(*) filter (where action = 'ADDED')::int as added, count(*) filter (where action = 'CHANGED')::int as changed,
       count(*) filter (where action = 'ENDED')::int as ended, count(*) filter (where action = 'UNCHANGED')::int as unchanged,
       count(*) filter (where action = 'REFUSED')::int as refused
     from import_row where run_id = $1`,
    [run],
  );
  const findings = await manager.query<ImportSummary['findings'][number][]>(
    `select severity, reason, count(*)::int as count, sum(amount order by amount) as amount from import_finding where run_id = $1
     group by severity, reason order by array_position('{REFUSED,DOUBTFUL,REPAIRED,NOTED}'::text[], severity), reason`,
    [run],
  );
  return { ...(counts ?? { added: 0, changed: 0, ended: 0, unchanged: 0, refused: 0 }), findings };
}
