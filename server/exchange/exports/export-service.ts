import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import type { Viewer } from '../../kernel/access/viewer.ts';
import { ReadSession, type Pass } from '../../kernel/database/read-session.ts';
import type { ExchangeLayer } from '../../kernel/exchange/layer.ts';
import { asOfDate } from '../../kernel/graph/as-of.ts';
import { RequestContext } from '../../kernel/graph/context.ts';
import { findWithin } from '../../land/area.service.ts';
import type { Bounds } from '../../land/shape.ts';
import type { FileSource, TableFile, TableRow, TableWriter } from '../writers/table-file.ts';
import { checkStrip, fileCrs, type AskedCrs } from './crs.ts';
import { exportNotes } from './export-notes.ts';
import type { ExportRequest } from './export-request.ts';
import { exportedFields, fingerprintOf, rowsOf, surveyOf, type RowQuestion } from './export-statements.ts';
import { featureLists } from './feature-lists.ts';
import { filterWords } from './filter-words.ts';
import { offsetShape } from './offset-shape.ts';
import { spooled } from './spool.ts';

/** A statement of an export sorts and joins a whole layer. */
const STATEMENT_LIMIT_MS = 300_000;
/** How files are written; another number when the same rows become another file. */
const FORM = 2;
/** Rows that are in memory at a time. */
const ROWS_TOGETHER = 500;

export interface PreparedExport {
  readonly file: TableFile;
  /** Code and name of the area the rows are limited to. */
  readonly within: { readonly code: string; readonly name: string } | null;
}

/** An export: what it says of itself, and its rows, all from one snapshot. Whoever opened it closes it. */
export class Export {
  private constructor(
    readonly session: ReadSession,
    readonly prepared: PreparedExport,
    private readonly question: RowQuestion,
    private readonly shape: { crs: AskedCrs; encoding: TableWriter['shapes'] } | null,
  ) {}

  /** Refuses what the database has something against. */
  static async open(
    dataSource: DataSource,
    {
      layer,
      request,
      shapes,
      viewer,
      pass,
    }: {
      layer: ExchangeLayer;
      request: ExportRequest;
      shapes: TableWriter['shapes'] | null;
      viewer: Viewer | null;
      pass?: Pass | undefined;
    },
  ): Promise<Export> {
    const session = new ReadSession(dataSource, viewer, { pass, limitMs: STATEMENT_LIMIT_MS });
    try {
      const context = new RequestContext(session);
      const asOf = asOfDate(context, request.asOf);
      await featureLists[layer.key]?.check?.(context, request.values);
      const within = await findWithin(context, request.within, asOf);
      const question = { layer, place: { asOf, within, bounds: request.bounds }, values: request.values };
      const crs = shapes === null ? null : await fileCrs(context, request.crs);
      const { count, extent, sources } = await survey(context, question, crs !== null);
      if (crs !== null) checkStrip(request.crs, extent);
      const words = await filterWords(context, layer, request.values);
      const withinName = within && `${within.code} ${within.name}`;
      const asked = { ...question, count, withinName, filterWords: words };
      const file = {
        name: layer.key,
        title: layer.title,
        fields: exportedFields(layer, viewer),
        geometry: crs === null ? null : layer.geometry,
        crs: crs ?? (await fileCrs(context, request.crs)),
        notes: exportNotes(asked, sources, crs),
      };
      return new Export(session, { file, within }, question, shapes && { crs: request.crs, encoding: shapes });
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /**
   * Tells one state of the file from another (a weak entity tag, RFC 9110 section 8.8.3): by every value and shape it would
   * hold, by what it says of itself, and by how it is written.
   */
  async entityTag(form: string): Promise<string> {
    const { text, params } = fingerprintOf(this.question, this.shape !== null);
    const [row] = await this.session.query<{ fingerprint: string }>(text, params);
    const said = JSON.stringify([FORM, form, this.prepared.file, row?.fingerprint]);
    return `W/"${createHash('sha256').update(said).digest('base64url').slice(0, 32)}"`;
  }

  /** The file. The snapshot is given up as soon as the last row is read; `onRead` is called then, or when nothing more will be. */
  async write(writer: TableWriter, onRead?: () => void): Promise<Readable> {
    try {
      const stream = await writer.write(this.prepared.file, this.rows());
      stream.once('close', () => void this.session.close());
      return await spooled(stream, onRead && { onRead });
    } catch (error) {
      await this.session.close();
      throw error;
    }
  }

  private async *rows(): AsyncGenerator<TableRow> {
    const { text, params } = rowsOf(this.question, this.shape);
    // All rows are wanted, not the first ones soon.
    await this.session.query('set local cursor_tuple_fraction = 1');
    await this.session.query(`declare exported no scroll cursor for ${text}`, params);
    for (;;) {
      const rows = await this.session.query<TableRow>(`fetch forward ${ROWS_TOGETHER} from exported`);
      for (const row of rows) yield this.placed(row);
      if (rows.length < ROWS_TOGETHER) break;
    }
    await this.session.close();
  }

  private placed(row: TableRow): TableRow {
    const crs = this.shape?.crs;
    if (!this.shape || crs?.epsg !== null || row.geometry === null) return row;
    return { ...row, geometry: offsetShape(String(row.geometry), crs.offset, this.shape.encoding) };
  }
}

async function survey(
  context: RequestContext,
  question: RowQuestion,
  withShapes: boolean,
): Promise<{ count: number; extent: Bounds | null; sources: FileSource[] }> {
  const [row] = await context.query<
    { count: number; sources: FileSource[] } & { [Side in keyof Bounds]: number | null }
  >(surveyOf(question, withShapes));
  if (!row) throw new Error('The rows could not be looked over.');
  const { count, sources, west, south, east, north } = row;
  const hasExtent = west !== null && south !== null && east !== null && north !== null;
  return { count, sources, extent: hasExtent ? { west, south, east, north } : null };
}
