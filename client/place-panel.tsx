import { CareSection, type CarePart } from './care/care-section.tsx';
import { CoverageSection } from './care/coverage-section.tsx';
import { RenewalSection } from './care/renewal-section.tsx';
import { useWords } from './i18n/words.ts';
import { IssuePanel } from './issues/issue-panel.tsx';
import { OpenIssuesSection } from './issues/open-issues-section.tsx';
import { ChildrenList } from './land/children-list.tsx';
import { AreaHeading, SourceNote } from './land/place-header.tsx';
import { PlaceMissing } from './land/place-missing.tsx';
import { OfficePanel, PartyCommitteePanel } from './offices/office-panel.tsx';
import { PartyCommitteesSection } from './offices/party-committees-section.tsx';
import { areaQuestion } from './state/look-of.ts';
import type { Look } from './state/look.ts';
import { selectPlace } from './state/selection.ts';
import type { PlaceArea, PlaceState } from './state/use-place.ts';
import { changeView } from './state/view-store.ts';
import { isOfficial, useViewer } from './state/viewer.ts';
import { ProblemNotice } from './ui/problem-notice.tsx';
import { Skeleton } from './ui/skeleton.tsx';

interface PlacePanelProps {
  readonly look: Look;
  readonly place: PlaceState;
}

/** What an official wants to know of the selected place: each feature adds its section. */
export function PlacePanel({ look, place }: PlacePanelProps) {
  if (place.kind === 'waiting') {
    return (
      <div className="panel__pad">
        <Skeleton lines={12} />
      </div>
    );
  }
  if (place.kind === 'problem') {
    const home = look.view.place && (() => selectPlace(null));
    const sought = areaQuestion(look)?.code;
    if (place.problem.kind === 'NOT_FOUND' && sought) {
      return (
        <div className="panel__pad">
          <PlaceMissing key={sought} look={look} code={sought} />
        </div>
      );
    }
    return (
      <div className="panel__pad">
        <ProblemNotice problem={place.problem} onRetry={place.retry} {...(home ? { onHome: home } : {})} />
      </div>
    );
  }
  const { facts } = place;
  switch (facts.kind) {
    case 'area':
      return <AreaPanel key={facts.area.code} look={look} area={facts.area} />;
    case 'officeBuilding':
      return <OfficePanel look={look} office={facts.office} />;
    case 'partyCommittee':
      return <PartyCommitteePanel look={look} committee={facts.committee} />;
    case 'issue':
      return <IssuePanel look={look} issue={facts.issue} />;
  }
}

function AreaPanel({ look, area }: { readonly look: Look; readonly area: PlaceArea }) {
  return (
    <>
      <AreaHeading look={look} area={area} />
      <ReportHere area={area} />
      <AreaSections look={look} area={area} />
      <SourceNote area={area} />
    </>
  );
}

const REPORTED_AT: readonly PlaceArea['level'][] = ['GRID', 'YARD', 'BUILDING'];

/** For officials: an issue of this place is reported from here. */
function ReportHere({ area }: { readonly area: PlaceArea }) {
  const { t } = useWords();
  const { post } = useViewer();
  if (!isOfficial(post) || !REPORTED_AT.includes(area.level)) return null;
  return (
    <p className="report-here">
      <button type="button" className="button button--quiet" onClick={() => changeView({ desk: { kind: 'report' } })}>
        {t('issues.report')}
      </button>
    </p>
  );
}

function AreaSections({ look, area }: { readonly look: Look; readonly area: PlaceArea }) {
  const { code, level } = area;
  const here = { look, code };
  switch (level) {
    case 'DISTRICT':
      return (
        <>
          <CoverageSection {...here} />
          <ChildrenList {...here} />
          <OpenIssuesSection {...here} />
          <PartyCommitteesSection {...here} />
          <RenewalSection {...here} />
        </>
      );
    case 'SUBDISTRICT':
    case 'COMMUNITY':
    case 'BUILDING_GROUP':
      return (
        <>
          <CoverageSection {...here} />
          <ChildrenList {...here} />
          <OpenIssuesSection {...here} />
          <PartyCommitteesSection {...here} />
        </>
      );
    case 'GRID':
      return (
        <>
          <CareSection {...here} parts={['committees', 'services', 'renewals']} />
          <ChildrenList {...here} />
          <OpenIssuesSection {...here} />
        </>
      );
    case 'YARD':
      return (
        <>
          <CareSection {...here} parts={['services']} />
          <CareOfOuter look={look} area={area} level="GRID" parts={['committees']} />
          <CareSection {...here} parts={['renewals']} />
          <ChildrenList {...here} />
          <OpenIssuesSection {...here} />
        </>
      );
    case 'BUILDING':
      return (
        <>
          <OpenIssuesSection {...here} />
          <CareOfOuter look={look} area={area} level="YARD" parts={['services']} />
          <CareOfOuter look={look} area={area} level="GRID" parts={['committees']} />
          <CareOfOuter look={look} area={area} level="YARD" parts={['renewals']} />
        </>
      );
  }
}

interface CareOfOuterProps {
  readonly look: Look;
  readonly area: PlaceArea;
  readonly level: 'GRID' | 'YARD';
  readonly parts: readonly CarePart[];
}

/** A house is looked after through the yard and the grid around it, where it has them. */
function CareOfOuter({ look, area, level, parts }: CareOfOuterProps) {
  const outer = area.ancestors.find((one) => one.level === level);
  return outer ? <CareSection look={look} code={outer.code} parts={parts} of={outer.name} /> : null;
}
