import type { CoverageState, MapStatusesQuery, PropertyServiceStatus } from '../api/generated.ts';

export type Columns = MapStatusesQuery['areaStatuses'];

export interface Parts {
  readonly covered: number;
  readonly uncovered: number;
  readonly unknown: number;
}

/** What is known of one area, put together from the i-th entries of the answer's columns. */
export interface StatusRow {
  readonly featureId: number;
  readonly committee: Parts;
  readonly property: Parts;
  readonly openIssues: number;
  readonly partyCommittees: number;
  readonly mode: string | null;
  readonly status: PropertyServiceStatus | null;
  /** Of a single grid or yard: whether it is served, is known not to be, or nobody knows. */
  readonly service: CoverageState | null;
}

export function rowsOf(columns: Columns): StatusRow[] {
  const parts = (from: Columns['committee'], i: number): Parts => ({
    covered: from.covered[i] ?? 0,
    uncovered: from.uncovered[i] ?? 0,
    unknown: from.unknown[i] ?? 0,
  });
  return columns.featureIds.map((featureId, i) => ({
    featureId,
    committee: parts(columns.committee, i),
    property: parts(columns.propertyService, i),
    openIssues: columns.openIssues[i] ?? 0,
    partyCommittees: columns.partyCommittees[i] ?? 0,
    mode: columns.propertyModes?.[i] ?? null,
    status: columns.propertyStatuses?.[i] ?? null,
    service: columns.propertyServiceStates?.[i] ?? null,
  }));
}

export const denominatorOf = ({ covered, uncovered, unknown }: Parts) => covered + uncovered + unknown;

/** Covered ÷ (covered + uncovered); null where nothing is known. Unknown is in neither. */
export function rateOf({ covered, uncovered }: Parts): number | null {
  return covered + uncovered === 0 ? null : covered / (covered + uncovered);
}

export const mostlyUnknown = (parts: Parts) => parts.unknown * 2 > denominatorOf(parts);
