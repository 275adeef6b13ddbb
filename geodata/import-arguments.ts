import { parseArgs } from 'node:util';
import { CRS_RULE, exchangeLayers, findLayer, parseCrs } from '../server/exchange/import.service.ts';
import type { Crs, ExchangeLayer } from '../server/exchange/import.service.ts';
import { UsageError } from '../server/kernel/command-line.ts';
import { lastDayAhead, today } from '../server/kernel/graph/as-of.ts';
import { isCalendarDate } from '../server/kernel/graph/scalars.ts';
import { systemLanguage, type Language } from './import-words.ts';

export const USAGE = `Usage: npm run geodata:import -- FILE… [options]
  --layer NAME          what the file is about: ${exchangeLayers.map(({ key }) => key).join(', ')}
  --as-of DATE          the date it speaks of; today when left out
  --complete            it names all there is in its districts: what it does not name ends
  --complete-within CODES  the same within these areas, joined by commas
  --crs NAME            its coordinates: EPSG:4490, EPSG:4549, GCJ-02, BD-09 …   --insist  although the ground says otherwise
  --table NAME          the sheet or layer of the file     --encoding UTF-8 | GB18030
  --mapping FILE        fields, headings and $values as JSON   --save-mapping FILE  writes the one that was used
  --provenance KIND     IMPORTED, SURVEYED or SYNTHETIC    --attribution TEXT  what its licence asks for
  --dry-run             shows what would be done           --json  for machines
  --accept WORDS        doubts that are accepted: OVERLAP,OUTSIDE_PARENT,GAP
  --yes                 writes without asking
  --lang zh | en        the language of what is told; that of the system (LANG) when left out
  --list                shows what was imported            --undo KEY  takes one back`;

export interface ImportArguments {
  readonly files: readonly string[];
  readonly layer: ExchangeLayer | null;
  readonly asOf: string;
  readonly complete: boolean | readonly string[];
  readonly crs: Crs | null;
  readonly insist: boolean;
  readonly table: string | null;
  readonly encoding: 'UTF-8' | 'GB18030' | null;
  readonly mapping: string | null;
  readonly saveMapping: string | null;
  readonly provenance: 'SYNTHETIC' | 'IMPORTED' | 'SURVEYED' | null;
  readonly attribution: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly accept: readonly string[];
  readonly yes: boolean;
  readonly list: boolean;
  readonly undo: string | null;
  readonly lang: Language;
}

const TEXT = { type: 'string' } as const;
const YES = { type: 'boolean' } as const;

/** Throws UsageError with what to say instead. */
export function readImportArguments(args: readonly string[], now = today()): ImportArguments {
  const { values, positionals } = parse(args);
  const oneOf = <Word extends string>(name: string, given: string | undefined, words: readonly Word[]): Word | null => {
    if (given === undefined) return null;
    const word = words.find((each) => each === given.toUpperCase());
    if (!word) throw new UsageError(`--${name} is "${given}": say ${words.join(' or ')}.`);
    return word;
  };
  const layer = values.layer === undefined ? null : findLayer(values.layer);
  if (values.layer !== undefined && !layer) {
    throw new UsageError(
      `--layer is "${values.layer}": say one of ${exchangeLayers.map(({ key }) => key).join(', ')}.`,
    );
  }
  const crs = values.crs === undefined ? null : parseCrs(values.crs);
  if (values.crs !== undefined && !crs) throw new UsageError(`--crs is "${values.crs}". ${CRS_RULE}`);
  const asOf = values['as-of'] ?? now;
  if (!isCalendarDate(asOf)) throw new UsageError(`--as-of is "${asOf}": say a date as YYYY-MM-DD.`);
  if (asOf > lastDayAhead(now))
    throw new UsageError(`--as-of is ${asOf}: a file speaks of a day up to ${lastDayAhead(now)}.`);
  const within = (values['complete-within'] ?? '').split(',').filter(Boolean);
  const list = values.list ?? false;
  if (positionals.length === 0 && !list && values.undo === undefined) throw new UsageError('Say which file.');
  return {
    files: positionals,
    layer,
    asOf,
    complete: within.length > 0 ? within : (values.complete ?? false),
    crs,
    insist: values.insist ?? false,
    table: values.table ?? null,
    encoding: oneOf('encoding', values.encoding, ['UTF-8', 'GB18030']),
    mapping: values.mapping ?? null,
    saveMapping: values['save-mapping'] ?? null,
    provenance: oneOf('provenance', values.provenance, ['SYNTHETIC', 'IMPORTED', 'SURVEYED']),
    attribution: values.attribution ?? null,
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
    accept: (values.accept ?? '')
      .toUpperCase()
      .split(/[,\s]+/)
      .filter(Boolean),
    yes: values.yes ?? false,
    list,
    undo: values.undo ?? null,
    lang: values.lang === undefined ? systemLanguage() : language(values.lang),
  };
}

function language(word: string): Language {
  if (word === 'zh' || word === 'en') return word;
  throw new UsageError(`--lang is "${word}": say zh or en.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        layer: TEXT,
        'as-of': TEXT,
        complete: YES,
        'complete-within': TEXT,
        crs: TEXT,
        insist: YES,
        table: TEXT,
        encoding: TEXT,
        mapping: TEXT,
        'save-mapping': TEXT,
        provenance: TEXT,
        attribution: TEXT,
        'dry-run': YES,
        json: YES,
        accept: TEXT,
        yes: YES,
        list: YES,
        undo: TEXT,
        lang: TEXT,
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
