/** Rules as data: workflows, score schemes, code books with deadlines, and calendars; told apart by what stands in a file. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { EntityManager } from 'typeorm';
import { checkScheme, SchemeWrong, ScoreSchemeService } from '../server/evaluation/score-scheme.service.ts';
import {
  checkCalendar,
  checkCodeBooks,
  CODE_BOOKS,
  keepClocks,
  keyOfRule,
  RulesLoadService,
  RulesWrong,
  type CodeBookRows,
  type DayRow,
} from '../server/issues/rules/rules-load.service.ts';
import type { SourceRow } from '../server/land/land-load.service.ts';
import { checkDefinition, DefinitionWrong } from '../server/workflow/check-definition.ts';
import { OVERALL } from '../server/workflow/clockwork.ts';
import type { WorkflowDefinition } from '../server/workflow/definition.ts';
import { loadWorkflow, WorkflowChanged } from '../server/workflow/workflow.service.ts';

export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

const SHIPPED = join(import.meta.dirname, 'rules');
/** The calendar that comes with the house. */
const HOLIDAYS: SourceRow = {
  code: 'china-holidays',
  title: '国务院办公厅节假日安排 · Public holidays of China as announced by the State Council',
  provenance: 'IMPORTED',
  attribution: 'chinese-days (MIT)',
  publishedOn: null,
};

export async function readRuleFiles(paths: readonly string[]): Promise<RuleFile[]> {
  return Promise.all(paths.map(async (path) => ({ name: basename(path), text: await readFile(path, 'utf8') })));
}

/** What comes with the house. */
export async function shippedRules(): Promise<RuleFile[]> {
  const names = (await readdir(SHIPPED)).filter((name) => /\.(json|csv)$/.test(name)).sort();
  return readRuleFiles(names.map((name) => join(SHIPPED, name)));
}

interface Checked {
  readonly workflows: { readonly name: string; readonly data: unknown; readonly definition: WorkflowDefinition }[];
  readonly schemes: { readonly name: string; readonly data: unknown }[];
  readonly books: { readonly name: string; readonly rows: CodeBookRows }[];
  readonly calendars: { readonly name: string; readonly days: readonly DayRow[] }[];
}

/**
 * Takes all files in or none: they are checked whole before anything is written, and RulesWrong tells every problem with its
 * file. What is known already stays as it is. The transaction is the caller's.
 */
export async function loadRules(manager: EntityManager, files: readonly RuleFile[]): Promise<string[]> {
  const problems: string[] = [];
  const checked = check(files, await RulesLoadService.knownYears(manager), problems);
  const stages = new Set([
    OVERALL,
    ...(await RulesLoadService.knownStages(manager)),
    ...checked.workflows.flatMap(({ definition }) => definition.states.flatMap(({ stage }) => stage ?? [])),
  ]);
  for (const { name, rows } of checked.books) {
    for (const rule of rows.rules.filter(({ stage }) => !stages.has(stage)))
      problems.push(`${name}: deadlineRules: ${keyOfRule(rule)}: no workflow has this stage.`);
  }
  if (problems.length > 0) throw new RulesWrong(problems);

  // All of a load at once: a deadline may reach into a year that a later file brings.
  return keepClocks(manager, () => write(manager, checked));
}

async function write(manager: EntityManager, checked: Checked): Promise<string[]> {
  const told: string[] = [];
  for (const { name, data, definition } of checked.workflows) {
    const isNew = await inFile(name, () => loadWorkflow(manager, data));
    told.push(`${name}: workflow ${definition.key} ${definition.version}${isNew ? '' : ', known already'}`);
  }
  for (const { name, rows } of checked.books) {
    await inFile(name, () => RulesLoadService.loadCodeBooks(manager, rows));
    told.push(
      rows.categories.length > 0
        ? `${name}: ${rows.categories.length} categories of issues`
        : `${name}: ${rows.situations.length} situations, ${rows.rules.length} deadlines`,
    );
  }
  for (const { name, days } of checked.calendars) {
    await RulesLoadService.loadCalendar(manager, days, sourceOf(name));
    told.push(`${name}: ${days.length} days`);
  }
  for (const { name, data } of checked.schemes) {
    const { key, version } = await inFile(name, () => ScoreSchemeService.load(manager, data));
    told.push(`${name}: score scheme ${key} ${version}`);
  }
  return told;
}

function check(files: readonly RuleFile[], knownYears: ReadonlySet<number>, problems: string[]): Checked {
  const checked: Checked = { workflows: [], schemes: [], books: [], calendars: [] };
  for (const { name, text } of files) {
    const tell = (place: string, message: string): void => void problems.push(`${name}: ${place}: ${message}`);
    if (/\.csv$/i.test(name)) {
      checked.calendars.push({ name, days: checkCalendar(text, knownYears, tell) });
      continue;
    }
    const data = parsed(text, tell);
    if (!data) continue;
    if ('states' in data) {
      const definition = collect(problems, name, () => checkDefinition(data));
      if (definition) checked.workflows.push({ name, data, definition });
    } else if ('items' in data) {
      if (collect(problems, name, () => checkScheme(data))) checked.schemes.push({ name, data });
    } else if (CODE_BOOKS.some((book) => book in data)) {
      checked.books.push({ name, rows: checkCodeBooks(data, tell) });
    } else {
      tell('file', `is no workflow ("states"), no score scheme ("items") and no code book (${CODE_BOOKS.join(', ')}).`);
    }
  }
  return checked;
}

function parsed(text: string, tell: (place: string, message: string) => void): Record<string, unknown> | null {
  try {
    const data: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
    tell('file', 'must hold one JSON object.');
  } catch (error) {
    tell('file', `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return null;
}

function collect<T>(problems: string[], name: string, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DefinitionWrong || error instanceof SchemeWrong)) throw error;
    problems.push(...error.problems.map((problem) => `${name}: ${problem}`));
    return null;
  }
}

/** What the database knows otherwise is a problem of the file, too. */
async function inFile<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof WorkflowChanged) throw new RulesWrong([`${name}: ${error.message}`]);
    if (error instanceof RulesWrong || error instanceof SchemeWrong)
      throw new RulesWrong(error.problems.map((problem) => `${name}: ${problem}`));
    throw error;
  }
}

function sourceOf(name: string): SourceRow {
  if (name === 'calendar.csv') return HOLIDAYS;
  const stem = basename(name, extname(name)).toLowerCase();
  return {
    code: `calendar-${stem.replaceAll(/[^a-z0-9]+/g, '-')}`,
    title: `节假日安排：${name} · Public holidays: ${name}`,
    provenance: 'IMPORTED',
    attribution: null,
    publishedOn: null,
  };
}
