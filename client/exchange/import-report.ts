/** What the server tells of files that come in: the shapes of its answers, and a few ways to look at them. */
export interface Wording {
  readonly zh: string;
  readonly en: string;
}

export interface ImportField {
  readonly name: string;
  readonly title: Wording;
  readonly required: boolean;
  readonly type: string;
  /** The code book of its values; left out where it takes any. */
  readonly choices?: readonly Choice[];
}

export interface ImportLayer {
  readonly key: string;
  readonly title: Wording;
  readonly geometry: 'MultiPolygon' | 'Point' | null;
  readonly canEnd: boolean;
  readonly fields: readonly ImportField[];
}

export type ImportState = 'READING' | 'CHECKED' | 'REFUSED' | 'APPLIED' | 'UNDONE';
export const SEVERITIES = ['REFUSED', 'DOUBTFUL', 'REPAIRED', 'NOTED'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const ACTIONS = ['ADDED', 'CHANGED', 'ENDED'] as const;
export type Action = (typeof ACTIONS)[number];

export interface Refusal {
  readonly reason: string;
  readonly message: string;
  readonly messageZh?: string | null;
  /** The tables of a file of which one has to be named. */
  readonly tables?: readonly string[];
}

/** How well the rows of a file fit what is known when they are read in one system. */
export interface CrsFit {
  /** The system as the server takes it, and as people read it. */
  readonly crs: string;
  readonly title: Wording;
  readonly rows: number;
  readonly metres: number;
}

interface FileFacts {
  readonly name: string;
  readonly bytes: number;
  readonly format: string;
  readonly layer: string;
  readonly encoding: string | null;
  readonly encodingEvidence: string | null;
  readonly encodingEvidenceZh?: string | null;
  readonly rows: number;
}

export interface FindingCount {
  readonly severity: Severity;
  readonly reason: string;
  readonly count: number;
  readonly amount: number | null;
}

export interface Counts {
  readonly added: number;
  readonly changed: number;
  readonly ended: number;
  readonly unchanged: number;
}

/** A line of the list of earlier imports. */
export interface ImportRun {
  readonly key: string;
  readonly layer: string;
  readonly asOf: string;
  readonly state: ImportState;
  readonly file: FileFacts;
  readonly summary: (Counts & { readonly refused: number }) | null;
  readonly begunAt: string;
  readonly appliedAt: string | null;
}

export interface ReportedRow {
  readonly row: number | null;
  readonly code: string | null;
  readonly action: Action;
  readonly name: string | null;
  /** The shape is among them as `geometry`, without values. */
  readonly changes: Readonly<Record<string, readonly [unknown, unknown]>> | null;
  readonly movedM: number | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
}

export interface ReportedFinding {
  readonly row: number | null;
  readonly code: string | null;
  readonly severity: Severity;
  readonly reason: string;
  readonly message: string;
  /** The same in Chinese, where the server has it. */
  readonly messageZh?: string | null;
  readonly amount: number | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
}

type Found = Omit<ReportedFinding, 'severity'>;

export interface Choice {
  readonly value: string;
  readonly title: Wording;
}

/** A word of the file that no code book has, and what it is or may be taken for. */
export interface ForeignWord {
  readonly field: string;
  readonly word: string;
  readonly rows: number;
  readonly value: string | null;
  readonly candidates: readonly Choice[];
}

/** Which value a word of the file stands for: {field: {word: value}}. */
export type ValueMapping = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface ImportReport extends Counts {
  readonly key: string;
  readonly layer: string;
  readonly asOf: string;
  readonly state: ImportState;
  readonly refusal: Refusal | null;
  readonly file: FileFacts;
  readonly crs: {
    readonly declared: string | null;
    readonly detected: string | null;
    readonly used: string | null;
    /** All there is to say for and against, and the same in Chinese. */
    readonly evidence: readonly string[];
    readonly evidenceZh: readonly string[];
    readonly fits: readonly CrsFit[];
    readonly sureness: { readonly message: string; readonly messageZh: string } | null;
  } | null;
  readonly mapping: Mapping | null;
  readonly words?: readonly ForeignWord[];
  readonly provenance: 'SYNTHETIC' | 'IMPORTED' | 'SURVEYED';
  readonly completeWithin: readonly string[] | null;
  readonly refusedCount: number;
  readonly rows: readonly ReportedRow[];
  readonly refused: readonly Found[];
  readonly doubtful: readonly Found[];
  readonly repaired: readonly Found[];
  readonly noted: readonly Found[];
  readonly findings: readonly FindingCount[];
  /** Told only when the file has just been read. */
  readonly unusedHeadings?: readonly string[];
}

export interface ImportsAnswer {
  readonly layers: readonly ImportLayer[];
  readonly maxBytes: number;
  readonly imports: readonly ImportRun[];
}

/** Which heading of the file stands for which field. */
export type Mapping = Readonly<Record<string, string>>;

/** The findings of a report in one list, as the server pages them. */
export function findingsOf({ refused, doubtful, repaired, noted }: ImportReport): ReportedFinding[] {
  const as = (severity: Severity, all: readonly Found[]) => all.map((one) => ({ ...one, severity }));
  return [...as('REFUSED', refused), ...as('DOUBTFUL', doubtful), ...as('REPAIRED', repaired), ...as('NOTED', noted)];
}

/** The readings of its coordinates, the closest first. */
export const fitsOf = ({ crs }: ImportReport): CrsFit[] =>
  (crs?.fits ?? []).toSorted((one, other) => one.metres - other.metres);

/** What a system is called, where the file was read in it. */
export const titleOfSystem = ({ crs }: ImportReport, name: string): Wording =>
  crs?.fits.find((fit) => fit.crs === name)?.title ?? { zh: name, en: name };

export const doubtsOf = ({ findings }: ImportReport): readonly FindingCount[] =>
  findings.filter(({ severity }) => severity === 'DOUBTFUL');

export const writes = ({ added, changed, ended }: Counts): number => added + changed + ended;

/** Every column of the file that is known: those in use and those left over. */
export function headingsOf({ mapping, unusedHeadings }: ImportReport): string[] {
  return [...new Set([...Object.values(mapping ?? {}), ...(unusedHeadings ?? [])])];
}

/** The words that are explained, as a mapping has them. */
export function valuesOf(words: readonly ForeignWord[] = []): ValueMapping {
  const values: Record<string, Record<string, string>> = {};
  for (const { field, word, value } of words) if (value !== null) values[field] = { ...values[field], [word]: value };
  return values;
}

export interface KeptMapping {
  readonly mapping: Mapping;
  readonly values: ValueMapping;
}

/** A mapping that a person kept as a file; null when it is none. */
export function parseMapping(text: string): KeptMapping | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return null;
    const { $values = {}, ...mapping } = value;
    if (!isRecordOfTexts(mapping) || !isRecord($values)) return null;
    return Object.values($values).every(isRecordOfTexts) ? { mapping, values: $values as ValueMapping } : null;
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRecordOfTexts = (value: unknown): value is Mapping =>
  isRecord(value) && Object.values(value).every((one) => typeof one === 'string');
