/** npm run geodata:import -- FILE… [options]; see USAGE. */
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { DataSource } from 'typeorm';
import { FileUnreadable, ImportRefused, ImportService } from '../server/exchange/import.service.ts';
import type { ImportRequest, PreparedImport } from '../server/exchange/import.service.ts';
import { readEnv } from '../server/env.ts';
import { runCommandLine, UsageError } from '../server/kernel/command-line.ts';
import { createDatabase } from '../server/kernel/database/database.ts';
import { migrate } from '../server/kernel/database/migrations.ts';
import { readImportArguments, USAGE } from './import-arguments.ts';
import type { ImportArguments } from './import-arguments.ts';
import { preview, runLine } from './import-preview.ts';
import { fillIn, wordsOf, type Language, type Words } from './import-words.ts';
import { progressLine } from './progress.ts';

async function main(given: readonly string[]): Promise<void> {
  const args = readImportArguments(given);
  const words = wordsOf(args.lang);
  const database = await createDatabase(readEnv(), { onProgress: note });
  try {
    await migrate(database.dataSource);
    const { dataSource } = database;
    if (args.list) {
      for (const run of await ImportService.list(dataSource)) print(runLine(run));
    } else if (args.undo !== null) {
      await ImportService.undo(dataSource, args.undo);
      print(fillIn(words.undone, { key: args.undo }));
    } else {
      for (const path of args.files) await importFile(dataSource, path, args);
    }
  } catch (error) {
    throw inLanguage(error, args.lang);
  } finally {
    await database.close();
  }
}

async function importFile(dataSource: DataSource, path: string, args: ImportArguments): Promise<void> {
  const progress = progressLine(process.stderr);
  const request = await requestFor(path, args, progress.tell);
  const prepared = await ImportService.prepare(dataSource, request);
  progress.end();
  if (args.saveMapping !== null && prepared.mapping) {
    await writeFile(args.saveMapping, `${JSON.stringify(mappingToKeep(prepared), null, 2)}\n`);
  }
  if (args.json) {
    print(JSON.stringify(await ImportService.report(dataSource, prepared.key), null, 2));
  } else {
    print(await preview(dataSource, prepared, args.lang));
  }
  await finish(dataSource, prepared, args);
}

/** Columns, and the words of values that are explained. */
function mappingToKeep({ mapping, words }: PreparedImport): object {
  const values: Record<string, Record<string, string>> = {};
  for (const { field, word, value } of words) if (value !== null) values[field] = { ...values[field], [word]: value };
  return { ...mapping, ...(words.some(({ value }) => value !== null) && { $values: values }) };
}

async function requestFor(
  path: string,
  args: ImportArguments,
  onProgress: NonNullable<ImportRequest['onProgress']>,
): Promise<ImportRequest> {
  const fileName = basename(path);
  const layer = args.layer ?? (await ImportService.guessLayer(path, fileName, args.table));
  if (!layer) {
    throw new UsageError(fillIn(wordsOf(args.lang).unclear, { file: fileName }));
  }
  const { asOf, complete, table, crs, insist, encoding, provenance, attribution } = args;
  const mapping: unknown = args.mapping === null ? null : JSON.parse(await readFile(args.mapping, 'utf8'));
  return {
    path,
    fileName,
    layer,
    asOf,
    complete,
    table,
    crs,
    insist,
    encoding,
    mapping,
    provenance,
    attribution,
    onProgress,
  };
}

/** Nothing is written until it is confirmed: by --yes, or by a person at a terminal. */
async function finish(
  dataSource: DataSource,
  { key, state, summary }: PreparedImport,
  args: ImportArguments,
): Promise<void> {
  const words = wordsOf(args.lang);
  const idle = !summary || summary.added + summary.changed + summary.ended === 0;
  if (state === 'REFUSED' || args.dryRun || idle) {
    await ImportService.discard(dataSource, key);
    const none = summary !== null && summary.refused > 0 && summary.unchanged === 0 && idle;
    if (state === 'REFUSED' || none) process.exitCode = 1;
    if (state === 'REFUSED') return;
    if (none && !args.json) print(words.allRefused);
    else if (!args.json) print(args.dryRun ? words.dryRun : words.idle);
    return;
  }
  if (!args.yes && !(await isConfirmed(words))) {
    await ImportService.discard(dataSource, key);
    print(words.unsaid);
    return;
  }
  try {
    await ImportService.confirm(dataSource, key, args.accept);
  } catch (error) {
    await ImportService.discard(dataSource, key);
    throw error;
  }
  if (!args.json) print(fillIn(words.written, { key }));
}

async function isConfirmed(words: Words): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$|^是$/i.test((await line.question(words.ask)).trim());
  } finally {
    line.close();
  }
}

/** What is refused says why in the reader's language. */
function inLanguage(error: unknown, language: Language): unknown {
  if (language === 'en') return error;
  if (error instanceof FileUnreadable) return new Error(error.messageZh);
  return error instanceof ImportRefused ? new Error(error.refusal.messageZh) : error;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
/** What goes on is no part of the answer. */
const note = (line: string): void => void process.stderr.write(`${line}\n`);

if (import.meta.filename === process.argv[1]) await runCommandLine(USAGE, main);
