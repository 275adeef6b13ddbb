import type { DataSource } from 'typeorm';
import { crsInWords, ImportService } from '../server/exchange/import.service.ts';
import type {
  ForeignWord,
  ImportRun,
  PreparedImport,
  ReportedFinding,
  ReportedRow,
} from '../server/exchange/import.service.ts';
import { fillIn, wordsOf, type Language, type Words } from './import-words.ts';

/** Rows and findings of each kind that are written out. */
const SHOWN = 12;
/** Words of values that are written out. */
const SHOWN_WORDS = 40;

/** What a person sees before anything is written, in their language. */
export async function preview(dataSource: DataSource, prepared: PreparedImport, language: Language): Promise<string> {
  const { file, crs, refusal, summary, mapping, unusedHeadings } = prepared;
  const words = wordsOf(language);
  const named = (system: string): string => crsInWords(system)[language];
  const said = (what: string, how: string): string => fillIn(words.said, { what, how });
  const brackets = (...texts: readonly string[]): string => fillIn(words.brackets, { text: texts.join(words.then) });
  const size = [`${file.rows} ${words.rows}`, `${file.bytes} ${words.bytes}`, `sha256 ${file.sha256.slice(0, 12)}…`];
  const lines = [
    `${file.name}  ${[file.format, file.layer].filter(Boolean).join(words.list)}  ${size.join(words.list)}`,
  ];
  if (file.encoding) {
    const why = language === 'zh' ? file.encodingEvidenceZh : file.encodingEvidence;
    lines.push(`${words.encoding}${file.encoding}${brackets(why ?? '')}`);
  }
  if (crs) {
    const declared = said(words.declared, named(crs.declared ?? words.no));
    const detected = said(words.detected, named(crs.detected ?? words.no));
    lines.push(`${words.coordinates}${named(crs.used?.name ?? '?')}${brackets(declared, detected)}`);
  }
  lines.push(
    ...((language === 'zh' ? crs?.evidenceZh : crs?.evidence) ?? []).map((sentence) => `             ${sentence}`),
  );
  if (mapping) {
    const pairs = Object.entries(mapping).map(([field, heading]) =>
      field === heading ? field : `${field} ← ${heading}`,
    );
    lines.push(`${words.fields}${pairs.join(words.list)}`);
  }
  if (unusedHeadings.length > 0) lines.push(`${words.unused}${unusedHeadings.join(words.list)}`);
  if (refusal) {
    const { reason, message, messageZh = message } = refusal;
    return [...lines, '', said(`${words.REFUSED} ${reason}`, language === 'zh' ? messageZh : message)].join('\n');
  }
  if (!summary) return lines.join('\n');
  const run = await ImportService.get(dataSource, prepared.key);
  lines.push(
    '',
    [
      `${words.ADDED} ${summary.added}`,
      `${words.CHANGED} ${summary.changed}`,
      `${words.ENDED} ${summary.ended}`,
      `${words.unchanged} ${summary.unchanged}`,
      `${words.refused} ${summary.refused}`,
    ].join(words.list),
  );
  lines.push(...prepared.words.slice(0, SHOWN_WORDS).map((word) => wordLine(word, words, language)));
  const rows = await ImportService.rows(dataSource, run, 0);
  const counts = { ADDED: summary.added, CHANGED: summary.changed, ENDED: summary.ended };
  for (const action of ['ADDED', 'CHANGED', 'ENDED'] as const) {
    const ofAction = rows.filter((row) => row.action === action);
    lines.push(...some(ofAction, (row) => rowLine(row, words), counts[action], words));
  }
  const findings = await ImportService.findings(dataSource, run, 0);
  for (const { severity, reason, count } of summary.findings) {
    lines.push('', `${severity in words ? words[severity as 'NOTED'] : severity} ${reason} ${count}`);
    const ofReason = findings.filter((finding) => finding.severity === severity && finding.reason === reason);
    lines.push(...some(ofReason, (finding) => findingLine(finding, language), count, words));
  }
  return lines.join('\n');
}

/** A word that no code book has, and what it is or may be taken for. */
function wordLine({ field, word, rows, value, candidates }: ForeignWord, words: Words, language: Language): string {
  const may = candidates.map((one) => `${one.value} ${one.title[language]}`).join(words.list);
  const taken = value === null ? `?${fillIn(words.brackets, { text: may || '-' })}` : value;
  const quoted = language === 'zh' ? `“${word}”` : `"${word}"`;
  return `${words.word}  ${fillIn(words.said, { what: field, how: quoted })} × ${rows} → ${taken}`;
}

function some<Item>(items: readonly Item[], line: (item: Item) => string, count: number, words: Words): string[] {
  const lines = items.slice(0, SHOWN).map(line);
  return count > SHOWN ? [...lines, `  ${fillIn(words.more, { count: count - SHOWN })}`] : lines;
}

const rowPlace = (row: number | null, words: Words): string => (row === null ? '' : fillIn(words.row, { row }));

function rowLine({ row, code, action, name, changes, movedM }: ReportedRow, words: Words): string {
  const fields = Object.entries(changes)
    .filter(([field]) => field !== 'geometry')
    .map(([field, [before, after]]) =>
      fillIn(words.said, { what: field, how: `${shown(before, words)} → ${shown(after, words)}` }),
    );
  if ('geometry' in changes)
    fields.push(movedM === null ? words.outlineNew : fillIn(words.outlineMoves, { metres: movedM.toFixed(1) }));
  return `  ${words[action].padEnd(8)} ${rowPlace(row, words).padEnd(8)} ${code ?? ''} ${name ?? ''}  ${fields.join(words.then)}`.trimEnd();
}

const shown = (value: unknown, words: Words): string => {
  const text = Array.isArray(value)
    ? value.join(';')
    : value === null || value === undefined
      ? words.nothing
      : String(value as string | number);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

function findingLine(
  { row, code, message, messageZh, longitude, latitude }: ReportedFinding,
  language: Language,
): string {
  const place = longitude === null || latitude === null ? '' : `  (${longitude.toFixed(5)}, ${latitude.toFixed(5)})`;
  const told = language === 'zh' ? messageZh : message;
  return `  ${rowPlace(row, wordsOf(language)).padEnd(8)} ${code ?? ''} ${told}${place}`;
}

/** One import in a list. */
export function runLine({ key, state, layer, asOf, file, summary, begunAt }: ImportRun): string {
  const numbers = summary ? `+${summary.added} ~${summary.changed} -${summary.ended}` : '';
  return `${key}  ${new Date(begunAt).toISOString().slice(0, 16)}  ${state.padEnd(8)} ${layer.padEnd(26)} ${asOf}  ${numbers.padEnd(20)} ${file.name}`;
}
