/** A row of the feed (table live_change) once its transaction is committed. */
export interface LiveRow {
  readonly position: number;
  readonly subject: LiveSubject;
  readonly districtCode: string;
  /** Where, each as codes from the district down, joined by "/". */
  readonly paths: readonly string[];
  readonly change: LiveChangeKind;
  readonly issueId: number | null;
  readonly code: string | null;
}

export type LiveSubject = 'ISSUE' | 'COVERAGE';
export type LiveChangeKind = 'REPORTED' | 'MOVED' | 'CHANGED' | 'GONE' | 'RESYNC';

/** Every area a row is about, by its code: those it names and all above them. */
export function codesOf(row: LiveRow): Set<string> {
  return new Set(row.paths.flatMap((path) => path.split('/')));
}

/** A row that stands for more than can be told one by one. It is of the whole district, whatever was followed. */
export function resyncOf(subject: LiveSubject, districtCode: string, position: number): LiveRow {
  return { position, subject, districtCode, paths: [districtCode], change: 'RESYNC', issueId: null, code: null };
}

/** Of rows of its subject, those that follow an area: everything within it, and what is said of its whole district. */
export function concerns(row: LiveRow, subject: LiveSubject, area: { code: string; districtCode: string }): boolean {
  if (row.subject !== subject) return false;
  return codesOf(row).has(area.code) || (row.change === 'RESYNC' && row.districtCode === area.districtCode);
}
