/** A file on its way in, up to the preview: nothing of the land is written here. */
import type { DataSource, EntityManager } from 'typeorm';
import type { Provenance } from '../../kernel/graph/provenance.ts';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import type { Crs } from '../coordinates/crs.ts';
import type { CrsDecision } from '../coordinates/decide.ts';
import { openApart } from '../formats/apart/open-apart.ts';
import { FileUnreadable, type SourceRow } from '../formats/source-file.ts';
import { chooseTable, firstRows, headingsOf } from './choose-table.ts';
import { compareWithWhatIsKnown } from './compare-run.ts';
import { findCrs } from './crs-of-file.ts';
import { listed } from '../words/lists.ts';
import { refusal } from '../words/refusals.ts';
import { FileRefused } from './file-refused.ts';
import { fileFacts, type FileFacts, type ImportSummary, type Refusal } from './import-run.ts';
import { guessMapping, readMapping, type Mapping } from './mapping.ts';
import { PersonalDataWatch } from './personal-data.ts';
import { saySynthetic } from './say-synthetic.ts';
import { stageRows } from './stage.ts';
import { WordReader, type ForeignWord } from './value-words.ts';

export interface ImportRequest {
  readonly path: string;
  /** What the file is called by whoever brings it. */
  readonly fileName: string;
  readonly layer: ExchangeLayer;
  /** The date the file speaks of, YYYY-MM-DD. */
  readonly asOf: string;
  /** The file names all there is: what it does not name within these areas ends. True: within the districts its codes begin with. */
  readonly complete: boolean | readonly string[];
  /** Which table of the file; the first one with rows when it is left out. */
  readonly table: string | null;
  readonly crs: Crs | null;
  /** A coordinate system that the ground contradicts is meant all the same. */
  readonly insist: boolean;
  readonly encoding: 'UTF-8' | 'GB18030' | null;
  /** Fields and headings; guessed when it is left out. */
  readonly mapping: unknown;
  readonly provenance: Provenance | null;
  readonly attribution: string | null;
  readonly onProgress?: (message: string, rows: number, share: number) => void;
  /** Ends the reading of the file: it is refused then. */
  readonly signal?: AbortSignal;
}

export interface PreparedImport {
  readonly run: number;
  readonly key: string;
  readonly state: 'CHECKED' | 'REFUSED';
  readonly refusal: Refusal | null;
  readonly file: FileFacts;
  readonly crs: CrsDecision | null;
  readonly mapping: Mapping | null;
  readonly unusedHeadings: readonly string[];
  readonly words: readonly ForeignWord[];
  readonly summary: ImportSummary | null;
}

/** Reads, checks and compares a file. The preview stays until it is confirmed, discarded, or a day old. */
export async function prepareImport(dataSource: DataSource, request: ImportRequest): Promise<PreparedImport> {
  const { path, layer, asOf } = request;
  await dataSource.query(
    `delete from import_run where state in ('READING', 'CHECKED', 'REFUSED') and begun_at < now() - interval '1 day'`,
  );
  const facts: FileFacts = {
    name: request.fileName,
    ...(await fileFacts(path)),
    format: '',
    layer: '',
    encoding: null,
    encodingEvidence: null,
    encodingEvidenceZh: null,
    rows: 0,
  };
  const [run] = await dataSource.query<{ id: number; key: string }[]>(
    `insert into import_run (layer, as_of, file, provenance, attribution) values ($1, $2, $3, $4, $5) returning id, key`,
    [layer.key, asOf, facts, request.provenance ?? 'IMPORTED', request.attribution],
  );
  if (!run) throw new Error('The database did not number the import.');
  const state = {
    file: facts,
    crs: null as CrsDecision | null,
    mapping: null as Mapping | null,
    unused: [] as readonly string[],
    words: [] as readonly ForeignWord[],
  };
  try {
    const summary = await read(dataSource, run.id, request, state);
    await dataSource.query(
      `update import_run set state = 'CHECKED', file = $2, crs = $3, mapping = $4, summary = $5, words = $6 where id = $1`,
      [run.id, state.file, crsRecord(state.crs), state.mapping, summary, JSON.stringify(state.words)],
    );
    return {
      run: run.id,
      key: run.key,
      state: 'CHECKED',
      refusal: null,
      ...state,
      unusedHeadings: state.unused,
      summary,
    };
  } catch (error) {
    // Nothing of a file that is not taken in is kept, and what was found in it may repeat what stands there.
    await dataSource.query(`delete from import_row where run_id = $1`, [run.id]);
    await dataSource.query(`delete from import_finding where run_id = $1`, [run.id]);
    const refusal = refusalOf(error);
    if (!refusal) {
      await dataSource.query(`delete from import_run where id = $1`, [run.id]);
      throw error;
    }
    await dataSource.query(
      `update import_run set state = 'REFUSED', refusal = $2, file = $3, crs = $4, mapping = $5 where id = $1`,
      [run.id, refusal, state.file, crsRecord(state.crs), state.mapping],
    );
    return {
      run: run.id,
      key: run.key,
      state: 'REFUSED',
      refusal,
      ...state,
      unusedHeadings: state.unused,
      summary: null,
    };
  }
}

const crsRecord = (crs: CrsDecision | null): object | null =>
  crs && {
    declared: crs.declared,
    detected: crs.detected,
    used: crs.used?.name ?? null,
    evidence: crs.evidence,
    evidenceZh: crs.evidenceZh,
    fits: crs.fits,
    sureness: crs.sureness,
  };

function refusalOf(error: unknown): Refusal | null {
  if (error instanceof FileRefused) return error.refusal;
  if (error instanceof FileUnreadable) {
    const { reason, message, messageZh } = error;
    return { reason, message, messageZh };
  }
  return null;
}

interface ReadState {
  file: FileFacts;
  crs: CrsDecision | null;
  mapping: Mapping | null;
  unused: readonly string[];
  words: readonly ForeignWord[];
}

async function read(
  dataSource: DataSource,
  run: number,
  request: ImportRequest,
  state: ReadState,
): Promise<ImportSummary> {
  const { layer, onProgress } = request;
  const source = await openApart(request.path, {
    fileName: request.fileName,
    ...(request.encoding && { encoding: request.encoding }),
    ...(request.signal && { signal: request.signal }),
  });
  try {
    const table = await chooseTable(source.layers, request.table, layer);
    state.file = {
      ...state.file,
      format: source.format,
      layer: table.name,
      encoding: table.encoding?.name ?? null,
      encodingEvidence: table.encoding?.evidence ?? null,
      encodingEvidenceZh: table.encoding?.evidenceZh ?? null,
    };
    const sample = await firstRows(table);
    const headings = table.headings ?? headingsOf(sample);
    const guess = guessMapping(headings, layer.fields);
    const asked = readMapping(request.mapping, headings, layer);
    const mapping = asked.columns ?? guess.mapping;
    state.mapping = mapping;
    state.unused = headings.filter((heading) => !Object.values(mapping).includes(heading));
    const watch = new PersonalDataWatch();
    for (const row of sample) watch.look(row);
    refusePersonal(watch);
    if (sample.length === 0 && request.complete !== false) {
      throw new FileRefused(refusal('FILE_EMPTY'));
    }
    if (mapping['code'] === undefined && sample.length > 0) {
      const said = { en: `${layer.title.en.toLowerCase()} (${layer.title.zh})`, zh: `“${layer.title.zh}”` };
      throw new FileRefused(refusal('CODE_UNMAPPED', { layer: said, headings: listed(headings) }));
    }
    const crs = await findCrs(dataSource.manager, request, table, sample, mapping);
    state.crs = crs.decision;
    if (crs.decision?.stop) throw new FileRefused({ ...crs.decision.stop, evidence: crs.decision.evidence });
    if (crs.decision?.doubt) {
      const { reason, message, messageZh } = crs.decision.doubt;
      await dataSource.query(
        `insert into import_finding (run_id, severity, reason, message, message_zh) values ($1, 'DOUBTFUL', $2, $3, $4)`,
        [run, reason, message, messageZh],
      );
    }
    const provenance = request.provenance ?? (saySynthetic(sample) ? 'SYNTHETIC' : null);
    if (provenance) await dataSource.query(`update import_run set provenance = $2 where id = $1`, [run, provenance]);
    const district = await districtOfRows(dataSource.manager, sample, mapping);
    const words = await WordReader.open(dataSource.manager, layer, asked.values, district);
    const { rows } = await stageRows(dataSource, table, {
      run,
      layer,
      mapping,
      crs: crs.used,
      watch,
      words,
      onProgress: (count, share) => onProgress?.('Reading', count, share),
    });
    state.file = { ...state.file, rows };
    state.words = words.foreign;
    refusePersonal(watch);
    onProgress?.('Comparing', rows, 1);
    return await compareWithWhatIsKnown(dataSource, run, request);
  } finally {
    await source.close();
  }
}

/** The district whose words a file speaks: that of its codes, or the only one there is. */
async function districtOfRows(
  manager: EntityManager,
  sample: readonly SourceRow[],
  mapping: Mapping,
): Promise<string | null> {
  const heading = mapping['code'];
  const codes = sample.map(({ attributes }) =>
    String((heading !== undefined && attributes[heading]) || '').slice(0, 6),
  );
  const rows = await manager.query<{ code: string; named: boolean }[]>(
    'select district_code as code, district_code = any ($1::text[]) as named from district_setting order by named desc, code limit 2',
    [[...new Set(codes)]],
  );
  const [first, second] = rows;
  return first && (first.named || !second) ? first.code : null;
}

/** Throws FileRefused where the rows that were looked at say something of persons. */
export function refusePersonal(watch: PersonalDataWatch): void {
  const columns = watch.columns;
  if (columns.length === 0) return;
  const said = {
    en: columns.map(({ heading, why }) => `"${heading}" (${why.en})`).join(', '),
    zh: columns.map(({ heading, why }) => `“${heading}”（${why.zh}）`).join('、'),
  };
  throw new FileRefused(refusal('PERSONAL_DATA', { columns: said }));
}
