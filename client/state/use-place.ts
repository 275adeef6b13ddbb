import type { AreaLevel, PlaceAreaQuery, PlaceNodeQuery, PlaceOfficeQuery } from '../api/generated.ts';
import { PlaceAreaDocument, PlaceNodeDocument, PlaceOfficeDocument } from '../api/generated.ts';
import type { Problem } from '../ui/problem.ts';
import { useAnswer } from '../api/use-answer.ts';
import { corners, frameOfArea, union, type Frame } from './frame.ts';
import type { ZoomRange } from './levels.ts';
import { areaQuestion, type Look } from './look-of.ts';

export type PlaceArea = NonNullable<PlaceAreaQuery['area']>;
type SearchNode = PlaceOfficeQuery['search']['edges'][number]['node'];
export type PlaceOffice = Extract<SearchNode, { __typename: 'OfficeBuilding' }>;
type AnyNode = NonNullable<PlaceNodeQuery['node']>;
export type PlacePartyCommittee = Extract<AnyNode, { __typename: 'BuildingPartyCommittee' }>;
export type PlaceIssue = Extract<AnyNode, { __typename: 'Issue' }>;

export type PlaceFacts =
  | { readonly kind: 'area'; readonly area: PlaceArea }
  | { readonly kind: 'officeBuilding'; readonly office: PlaceOffice }
  | { readonly kind: 'partyCommittee'; readonly committee: PlacePartyCommittee }
  | { readonly kind: 'issue'; readonly issue: PlaceIssue };

export type PlaceState =
  | { readonly kind: 'ready'; readonly facts: PlaceFacts }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly retry: () => void };

/** What is selected, or the district when nothing is. Map and panel ask the same and share one answer. */
export function usePlace(look: Look): PlaceState {
  const { place, language } = look.view;
  const common = { asOf: look.asOf, language: language === 'zh' ? 'ZH' : 'EN' } as const;
  const ofCode = areaQuestion(look);
  const code = ofCode && ofCode.code;
  const office = place?.kind === 'officeBuilding' ? place.code : null;
  const id = place?.kind === 'partyCommittee' || place?.kind === 'issue' ? place.id : null;

  const ofArea = useAnswer(PlaceAreaDocument, ofCode, (before) => before.area?.code === code);
  const ofOffice = useAnswer(PlaceOfficeDocument, office === null ? null : { ...common, code: office });
  const ofNode = useAnswer(
    PlaceNodeDocument,
    id === null ? null : { ...common, id },
    (before) => id !== null && before.node != null && thingOf(before.node.id) === thingOf(id),
  );

  const answer = code !== null ? ofArea : office !== null ? ofOffice : ofNode;
  if (answer.problem) return { kind: 'problem', problem: answer.problem, retry: answer.retry };
  if (!answer.data) return { kind: 'waiting' };
  const facts =
    code !== null
      ? areaFacts(ofArea.data?.area)
      : office !== null
        ? officeFacts(ofOffice.data, office)
        : nodeFacts(ofNode.data?.node);
  return facts ? { kind: 'ready', facts } : { kind: 'problem', problem: { kind: 'NOT_FOUND' }, retry: answer.retry };
}

/** What an id stands for, at whatever date: the thing stays on the screen while another date of it is asked for. */
function thingOf(id: string): string {
  return atob(id.replaceAll('-', '+').replaceAll('_', '/')).split('@', 1)[0] ?? '';
}

function areaFacts(area: PlaceArea | null | undefined): PlaceFacts | null {
  return area ? { kind: 'area', area } : null;
}

function officeFacts(data: PlaceOfficeQuery | undefined, code: string): PlaceFacts | null {
  const nodes = data?.search.edges.map(({ node }) => node) ?? [];
  const office = nodes.find((node): node is PlaceOffice => node.__typename === 'OfficeBuilding' && node.code === code);
  return office ? { kind: 'officeBuilding', office } : null;
}

function nodeFacts(node: AnyNode | null | undefined): PlaceFacts | null {
  if (node?.__typename === 'BuildingPartyCommittee') return { kind: 'partyCommittee', committee: node };
  if (node?.__typename === 'Issue') return { kind: 'issue', issue: node };
  return null;
}

export interface TrailStep {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly level: AreaLevel;
}

/** The breadcrumb: from the district to where the place lies, without the place itself. */
export function trailOf(facts: PlaceFacts): readonly TrailStep[] {
  switch (facts.kind) {
    case 'area':
      return facts.area.ancestors;
    case 'officeBuilding':
      return withAncestors(facts.office.community);
    case 'partyCommittee':
      return withAncestors(facts.committee.community);
    case 'issue':
      return withAncestors(facts.issue.area);
  }
}

function withAncestors(area: (TrailStep & { readonly ancestors: readonly TrailStep[] }) | null): readonly TrailStep[] {
  return area ? [...area.ancestors, area] : [];
}

const TOWER_ZOOMS: ZoomRange = { min: 16.4, max: 17.4 };
const TOWERS_ZOOMS: ZoomRange = { min: 0, max: 17 };
const ISSUE_ZOOMS: ZoomRange = { min: 17.3, max: 17.6 };

/** What a camera should frame to show the place. */
export function frameOf(facts: PlaceFacts): Frame | null {
  switch (facts.kind) {
    case 'area':
      return frameOfArea(facts.area.level, facts.area.bounds);
    case 'officeBuilding':
      return facts.office.bounds && { bounds: corners(facts.office.bounds), zooms: TOWER_ZOOMS };
    case 'partyCommittee': {
      const all = facts.committee.officeBuildings.flatMap(({ bounds }) => (bounds ? [corners(bounds)] : []));
      return all.length > 0 ? { bounds: union(all), zooms: TOWERS_ZOOMS } : null;
    }
    case 'issue': {
      const { longitude, latitude } = facts.issue.place;
      return { bounds: [longitude, latitude, longitude, latitude], zooms: ISSUE_ZOOMS };
    }
  }
}
