/** Files on their way in, for the command line and the web: preview, confirm, undo. */
import type { DataSource } from 'typeorm';
import { loadPublishedCodes } from './codes/national-list.ts';
import { confirmImport, discardImport, ImportRefused, undoImport } from './imports/finish.ts';
import { findRun, listRuns, type ImportRun, type ImportSummary } from './imports/import-run.ts';
import { guessLayerOfFile } from './imports/guess-layer.ts';
import { prepareImport, type ImportRequest, type PreparedImport } from './imports/prepare.ts';
import {
  importReport,
  reportedFindings,
  reportedRows,
  type ReportedFinding,
  type ReportedRow,
} from './imports/report.ts';
import { parseCrs, CRS_RULE, type Crs } from './coordinates/crs.ts';
import { exchangeLayers, findLayer } from './layers.ts';
import type { ExchangeLayer } from '../kernel/exchange/layer.ts';
import { refusal } from './words/refusals.ts';

export type { ForeignWord } from './imports/value-words.ts';
export type {
  Crs,
  ExchangeLayer,
  ImportRequest,
  ImportRun,
  ImportSummary,
  PreparedImport,
  ReportedFinding,
  ReportedRow,
};
export { FileUnreadable } from './formats/source-file.ts';
export { crsInWords } from './words/of-coordinates.ts';
export { CRS_RULE, exchangeLayers, findLayer, ImportRefused, parseCrs };

/** Previews and imports that a list shows. */
const LISTED = 100;

export class ImportService {
  static prepare(dataSource: DataSource, request: ImportRequest): Promise<PreparedImport> {
    return prepareImport(dataSource, request);
  }

  /** Writes what a preview shows. Throws ImportRefused with what to do. */
  static confirm(dataSource: DataSource, key: string, accept: readonly string[]): Promise<ImportSummary> {
    return confirmImport(dataSource, key, accept);
  }

  static discard(dataSource: DataSource, key: string): Promise<void> {
    return discardImport(dataSource, key);
  }

  static undo(dataSource: DataSource, key: string): Promise<void> {
    return undoImport(dataSource, key);
  }

  static list(dataSource: DataSource, district: string | null = null): Promise<ImportRun[]> {
    return listRuns(dataSource, LISTED, district);
  }

  static async get(dataSource: DataSource, key: string): Promise<ImportRun> {
    const run = await findRun(dataSource, key);
    if (!run) throw new ImportRefused(refusal('NOT_FOUND', { key }));
    return run;
  }

  static async report(dataSource: DataSource, key: string): Promise<object> {
    return importReport(dataSource, await ImportService.get(dataSource, key));
  }

  static rows(dataSource: DataSource, run: ImportRun, after: number, limit?: number): Promise<ReportedRow[]> {
    return reportedRows(dataSource, run.id, after, limit);
  }

  static findings(dataSource: DataSource, run: ImportRun, after: number, limit?: number): Promise<ReportedFinding[]> {
    return reportedFindings(dataSource, run, after, limit);
  }

  /** A published list of divisions from a table, to compare codes with; answers how many codes it has. */
  static loadCodes(dataSource: DataSource, path: string, published: string): Promise<number> {
    return loadPublishedCodes(dataSource, path, published);
  }

  /** Which layer a file is about, by the codes in it; null when that is not clear. */
  static guessLayer(
    path: string,
    fileName: string,
    table: string | null,
    signal?: AbortSignal,
  ): Promise<ExchangeLayer | null> {
    return guessLayerOfFile(path, fileName, table, signal);
  }
}
