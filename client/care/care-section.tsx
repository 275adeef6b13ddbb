import type { ReactNode } from 'react';
import { CareOfPlaceDocument, type CareOfPlaceQuery, type CoverageState } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords, type WordId } from '../i18n/words.ts';
import type { Look } from '../state/look.ts';
import type { ExportOffer } from '../ui/export-button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Section } from '../ui/section.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import './care-section.css';

type Area = NonNullable<CareOfPlaceQuery['area']>;
type WithCommittees = Extract<Area, { ownersCommittees: unknown }>;
type WithServices = Extract<Area, { propertyServices: unknown }>;
type Service = WithServices['propertyServices']['edges'][number]['node'];
type Renewal = WithServices['renewalProjects']['edges'][number]['node'];

export type CarePart = 'committees' | 'services' | 'renewals';

interface CareSectionProps {
  readonly look: Look;
  /** The grid or yard it is asked of. */
  readonly code: string;
  readonly parts: readonly CarePart[];
  /** Whose it is, where that is not the place of the panel itself. */
  readonly of?: string;
}

/** Who looks after a grid or yard: committee, property service, renewal. */
export function CareSection({ look, code, parts, of }: CareSectionProps) {
  const answer = useAnswer(CareOfPlaceDocument, { code, asOf: look.asOf }, (before) => before.area?.code === code);
  const area = answer.data?.area;
  if (answer.problem || !area) {
    return (
      <Section title={parts.includes('committees') ? 'care.committee' : 'care.property'}>
        {answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.retry} /> : <Skeleton lines={4} />}
      </Section>
    );
  }
  const whose = of ? <Whose name={of} /> : null;
  return (
    <>
      {parts.includes('committees') && 'ownersCommittees' in area && (
        <Committees area={area} asOf={look.asOf} whose={whose} />
      )}
      {parts.includes('services') && 'propertyServices' in area && <Services area={area} whose={whose} />}
      {parts.includes('renewals') && 'propertyServices' in area && (
        <Renewals code={code} renewals={area.renewalProjects.edges.map(({ node }) => node)} whose={whose} />
      )}
    </>
  );
}

/** What stands in a list of a place, as a file. */
function offerOf(layer: string, filters: ExportOffer['filters'], { length: count }: readonly unknown[]): ExportOffer {
  return { layer, filters, count };
}

/** Services by their status; none where a yard has one only through its grid, whose it is to export. */
function serviceOffers(code: string, services: readonly Service[], isGrid: boolean): ExportOffer[] {
  const own = services.filter(({ areas }) => isGrid || areas.some((area) => area.code === code));
  return own.length < services.length
    ? []
    : (['TRIAL', 'ACTIVE'] as const).map((status) =>
        offerOf(
          'property-services',
          { within: code, status },
          own.filter((service) => service.status === status),
        ),
      );
}

function Whose({ name }: { readonly name: string }) {
  const { t } = useWords();
  return <p className="care-whose">{t('care.of', { name })}</p>;
}

interface CommitteesProps {
  readonly area: WithCommittees;
  readonly asOf: string;
  readonly whose: ReactNode;
}

function Committees({ area, asOf, whose }: CommitteesProps) {
  const { t } = useWords();
  const committees = area.ownersCommittees.edges.map(({ node }) => node);
  return (
    <Section
      title="care.committee"
      aside={<StateChip state={area.committeeState} />}
      exports={[offerOf('owners-committees', { within: area.code }, committees)]}
    >
      {whose}
      {committees.length === 0 && <p className="empty">{t(reasonOf(area.committeeState, 'Committee'))}</p>}
      <ul className="care-list">
        {committees.map((committee) => (
          <li key={committee.id}>
            <p className="care-list__name">{committee.name}</p>
            <p className="care-list__fine">
              {t(`care.kind.${committee.kind}`)} · {t('care.established', { date: committee.establishedOn })}
              {committee.termEndsOn && ` · ${t('care.termEnds', { date: committee.termEndsOn })}`}{' '}
              {committee.termEndsOn && committee.termEndsOn < asOf && (
                <span className="tag care-status--trial">{t('care.termEnded')}</span>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Services({ area, whose }: { readonly area: WithServices; readonly whose: ReactNode }) {
  const { t, pick } = useWords();
  const state = area.propertyServiceState;
  const services: readonly Service[] = area.propertyServices.edges.map(({ node }) => node);
  const partly = services.length > 0 && state !== 'COVERED';
  return (
    <Section
      title="care.property"
      aside={<StateChip state={state} />}
      exports={serviceOffers(area.code, services, 'ownersCommittees' in area)}
    >
      {whose}
      {services.length === 0 && <p className="empty">{t(reasonOf(state, 'Service'))}</p>}
      {partly && <p className="empty">{t('care.partService')}</p>}
      <ul className="care-list">
        {services.map((service) => (
          <li key={service.id}>
            <p className="care-list__name">{service.company.name}</p>
            <p className="care-list__fine">
              <span className={`tag care-status care-status--${service.status.toLowerCase()}`}>
                {t(`care.status.${service.status}`)}
              </span>{' '}
              {pick(service.mode)}
            </p>
            <p className="care-list__fine">
              {t('care.since', { date: service.validFrom })}
              {service.trialEndsOn && ` · ${t('care.trialUntil', { date: service.trialEndsOn })}`}
              {service.validTo && ` · ${t('care.until', { date: service.validTo })}`}
              {service.areas.length > 1 && ` · ${t('care.serves', { count: service.areas.length })}`}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface RenewalsProps {
  readonly code: string;
  readonly renewals: readonly Renewal[];
  readonly whose: ReactNode;
}

function Renewals({ code, renewals, whose }: RenewalsProps) {
  const { t, count } = useWords();
  return (
    <Section title="renewal.title" exports={[offerOf('renewal-projects', { within: code }, renewals)]}>
      {whose}
      {renewals.length === 0 && <p className="empty">{t('renewal.none')}</p>}
      <ul className="care-list">
        {renewals.map((renewal) => (
          <li key={renewal.id}>
            <p className="care-list__name">{renewal.name}</p>
            <p className="care-list__fine">
              {t('renewal.planned', { year: renewal.planYear })} · {progressOf(renewal, t)}
            </p>
            <p className="care-list__fine">
              {count(renewal.buildingCount)} {t('renewal.buildings')}
              {renewal.householdCount !== null && ` · ${count(renewal.householdCount)} ${t('renewal.households')}`}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function progressOf({ completedOn, startedOn }: Renewal, t: ReturnType<typeof useWords>['t']): string {
  if (completedOn) return t('renewal.completed', { date: completedOn });
  return startedOn ? t('renewal.started', { date: startedOn }) : t('renewal.notStarted');
}

/** Why there is nothing to list: it was looked for, or nobody knows. */
function reasonOf(state: CoverageState, of: 'Committee' | 'Service'): WordId {
  return state === 'UNKNOWN' ? `care.unknown${of}` : `care.no${of}`;
}
