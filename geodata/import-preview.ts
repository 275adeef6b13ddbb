import type { DataSource } from 'typeorm';
import { ImportService } from '../server/exchange/import.service.ts';
import type { ImportRun, PreparedImport, ReportedFinding, ReportedRow } from '../server/exchange/import.service.ts';

/** Rows and findings of each kind that are written out. */
const SHOWN = 12;

/** What a person sees before anything is written. */
export async function preview(dataSource: DataSource, prepared: PreparedImport): Promise<string> {
  const { file, crs, refusal, summary, mapping, unusedHeadings } = prepared;
  const lines = [
    `${file.name}  ${file.format}${file.layer === '' ? '' : `, ${file.layer}`}  ${file.rows} rows, ${file.bytes} bytes, sha256 ${file.sha256.slice(0, 12)}…`,
  ];
  if (file.encoding) lines.push(`encoding     ${file.encoding} (${file.encodingEvidence ?? ''})`);
  if (crs)
    lines.push(
      `coordinates  ${crs.used?.name ?? '?'} (declared: ${crs.declared ?? 'no'}; detected: ${crs.detected ?? 'no'})`,
    );
  lines.push(...(crs?.evidence ?? []).map((sentence) => `             ${sentence}`));
  if (mapping) {
    lines.push(
      `fields       ${Object.entries(mapping)
        .map(([field, heading]) => (field === heading ? field : `${field} ← ${heading}`))
        .join(', ')}`,
    );
  }
  if (unusedHeadings.length > 0) lines.push(`not taken in ${unusedHeadings.join(', ')}`);
  if (refusal) return [...lines, '', `REFUSED ${refusal.reason}: ${refusal.message}`].join('\n');
  if (!summary) return lines.join('\n');
  const run = await ImportService.get(dataSource, prepared.key);
  lines.push(
    '',
    `added ${summary.added}, changed ${summary.changed}, ended ${summary.ended}, unchanged ${summary.unchanged}, refused ${summary.refused}`,
  );
  const rows = await ImportService.rows(dataSource, run, 0);
  for (const action of ['ADDED', 'CHANGED', 'ENDED'] as const) {
    lines.push(
      ...some(
        rows.filter((row) => row.action === action),
        rowLine,
        action === 'ADDED' ? summary.added : action === 'CHANGED' ? summary.changed : summary.ended,
      ),
    );
  }
  const findings = await ImportService.findings(dataSource, run, 0);
  for (const { severity, reason, count } of summary.findings) {
    lines.push('', `${severity} ${reason} ${count}`);
    lines.push(
      ...some(
        findings.filter((finding) => finding.severity === severity && finding.reason === reason),
        findingLine,
        count,
      ),
    );
  }
  return lines.join('\n');
}

function some<Item>(items: readonly Item[], line: (item: Item) => string, count: number): string[] {
  const lines = items.slice(0, SHOWN).map(line);
  return count > SHOWN ? [...lines, `  … and ${count - SHOWN} more`] : lines;
}

const rowPlace = (row: number | null): string => (row === null ? '' : `row ${row}`);

function rowLine({ row, code, action, name, changes, movedM }: ReportedRow): string {
  const fields = Object.entries(changes)
    .filter(([field]) => field !== 'geometry')
    .map(([field, [before, after]]) => `${field}: ${shown(before)} → ${shown(after)}`);
  if ('geometry' in changes)
    fields.push(movedM === null ? 'outline: new' : `outline: moves by up to ${movedM.toFixed(1)} m`);
  return `  ${action.toLowerCase().padEnd(8)} ${rowPlace(row).padEnd(8)} ${code ?? ''} ${name ?? ''}  ${fields.join('; ')}`.trimEnd();
}

const shown = (value: unknown): string => {
  const text = Array.isArray(value)
    ? value.join(';')
    : value === null || value === undefined
      ? '(nothing)'
      : String(value as string | number);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

function findingLine({ row, code, message, longitude, latitude }: ReportedFinding): string {
  const place = longitude === null || latitude === null ? '' : `  (${longitude.toFixed(5)}, ${latitude.toFixed(5)})`;
  return `  ${rowPlace(row).padEnd(8)} ${code ?? ''} ${message}${place}`;
}

/** One import in a list. */
export function runLine({ key, state, layer, asOf, file, summary, begunAt }: ImportRun): string {
  const numbers = summary ? `+${summary.added} ~${summary.changed} -${summary.ended}` : '';
  return `${key}  ${new Date(begunAt).toISOString().slice(0, 16)}  ${state.padEnd(8)} ${layer.padEnd(26)} ${asOf}  ${numbers.padEnd(20)} ${file.name}`;
}
