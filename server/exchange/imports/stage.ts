import type { Position } from 'geojson';
import type { DataSource } from 'typeorm';
import { isRepeatable } from '../../kernel/exchange/staged.ts';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { towardsStorage } from '../coordinates/convert.ts';
import type { Crs } from '../coordinates/crs.ts';
import type { RowFault, SourceLayer, SourceRow } from '../formats/source-file.ts';
import { encodeWkb } from '../formats/wkb.ts';
import type { Mapping } from './mapping.ts';
import type { PersonalDataWatch } from './personal-data.ts';
import { placeOfFault, shapeReader } from './shape-of-row.ts';
import { isRemark, REMARK } from './remarks.ts';
import { valueFault } from '../words/of-values.ts';
import type { WordReader } from './value-words.ts';
import { readAttributes, type StagedValue, type ValueFault } from './values.ts';

export interface StagePlan {
  readonly run: number;
  readonly layer: ExchangeLayer;
  readonly mapping: Mapping;
  readonly crs: Crs;
  readonly watch: PersonalDataWatch;
  readonly words: WordReader;
  readonly onProgress: (rows: number, share: number) => void;
}

interface StagedRow {
  row: number;
  code: string | null;
  attributes: Record<string, StagedValue>;
  geom: string | null;
  refused: boolean;
}

interface Finding {
  row: number;
  code: string | null;
  severity: string;
  reason: string;
  message: string;
  messageZh: string;
  x: number | null;
  y: number | null;
}

/** Rows sent in one statement. */
const BATCH = 2000;
/** Corners sent in one statement: large shapes go in smaller batches. */
const BATCH_BYTES = 8_000_000;
/** More findings than this are not kept for a file; their rows are refused all the same. */
const MAX_FINDINGS = 20_000;

/** Writes the rows of a file into `import_row`, batch by batch, and what is wrong with them into `import_finding`. */
export async function stageRows(
  dataSource: DataSource,
  source: SourceLayer,
  plan: StagePlan,
): Promise<{ rows: number; findings: number }> {
  const { layer, mapping, crs, watch, run } = plan;
  const { srid } = towardsStorage(crs);
  const readShape = shapeReader(layer.geometry, crs);
  const unsaid = new Set(
    layer.fields.filter(({ required, fixed, derived }) => required ?? fixed ?? derived).map(({ name }) => name),
  );
  let batch: StagedRow[] = [];
  let findings: Finding[] = [];
  let bytes = 0;
  let rows = 0;
  let found = 0;

  const send = async (ofRows: readonly StagedRow[], ofFindings: readonly Finding[]): Promise<void> => {
    if (ofRows.length > 0) await dataSource.query(insertRows(srid), [run, JSON.stringify(ofRows)]);
    if (ofFindings.length > 0) await dataSource.query(insertFindings(srid), [run, JSON.stringify(ofFindings)]);
  };
  // The database writes one batch while the next is read.
  let sending: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    await sending;
    sending = send(batch, findings);
    sending.catch(() => undefined);
    [batch, findings, bytes] = [[], [], 0];
    plan.onProgress(rows, source.progress());
  };
  const note = (
    row: number,
    code: string | null,
    fault: ValueFault | RowFault,
    place: Position | null = null,
  ): void => {
    found += 1;
    if (found > MAX_FINDINGS) return;
    const { severity, reason, message, messageZh } = fault;
    const shown = code !== null && isRepeatable(code) ? code : null;
    const [x = null, y = null] = place ?? [];
    findings.push({ row, code: shown, severity, reason, message, messageZh, x, y });
  };
  const add = (row: SourceRow): void => {
    watch.look(row);
    if (isRemark(row, mapping)) {
      note(row.row, null, REMARK);
      return;
    }
    const { code, attributes, faults } = readAttributes(row, mapping, layer.fields, plan.words);
    const shape = readShape(row.geometry);
    const all = [...row.faults, ...faults, ...(shape.fault ? [shape.fault] : [])];
    if (code === null) {
      all.push(valueFault('REFUSED', 'CODE_MISSING'));
    }
    for (const fault of all) note(row.row, code, fault, placeOfFault('place' in fault ? fault.place : undefined, crs));
    const geom = shape.geometry ? encodeWkb(shape.geometry).toString('hex') : null;
    bytes += geom?.length ?? 0;
    batch.push({
      row: row.row,
      code,
      // What nobody takes back is unsaid where a file leaves it out.
      attributes: Object.fromEntries(
        Object.entries(attributes).filter(([name, value]) => value !== null || !unsaid.has(name)),
      ),
      geom,
      refused: all.some(({ severity }) => severity === 'REFUSED'),
    });
  };

  try {
    for await (const row of source.rows()) {
      rows += 1;
      add(row);
      if (batch.length >= BATCH || bytes >= BATCH_BYTES) await flush();
    }
    await flush();
    await sending;
  } finally {
    // What follows must not meet rows that arrive late.
    await sending.catch(() => undefined);
  }
  return { rows, findings: found };
}

const stored = (srid: number, geometry: string): string =>
  srid === 4490 || srid === 4326
    ? `ST_SetSRID(${geometry}, 4490)`
    : `ST_Transform(ST_SetSRID(${geometry}, ${srid}), 4490)`;

const insertRows = (srid: number): string => `
  insert into import_row (run_id, row, code, attributes, geom, action)
  select $1, r.row, r.code, r.attributes, ${stored(srid, 'r.geom::geometry')}, case when r.refused then 'REFUSED' end
  from json_to_recordset($2::json) as r(row integer, code text, attributes jsonb, geom text, refused boolean)`;

const insertFindings = (srid: number): string => `
  insert into import_finding (run_id, row, code, severity, reason, message, message_zh, place)
  select $1, r.row, r.code, r.severity, r.reason, r.message, r."messageZh", ${stored(srid, 'ST_Point(r.x, r.y)')}
  from json_to_recordset($2::json) as r(row integer, code text, severity text, reason text, message text, "messageZh" text, x double precision, y double precision)`;
