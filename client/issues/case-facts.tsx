import { PlaceLink } from '../land/breadcrumb.tsx';
import type { Look } from '../state/look.ts';
import { changeView } from '../state/view-store.ts';
import { Facts } from '../ui/facts.tsx';
import type { CaseIssue, CaseOfIssue } from './case-page.tsx';
import { atInChina } from './times.ts';
import { useIssueWords } from './words.ts';

interface CaseFactsProps {
  readonly look: Look;
  readonly issue: CaseIssue;
  readonly found: CaseOfIssue;
}

export function CaseFacts({ look, issue, found }: CaseFactsProps) {
  const { w, pick } = useIssueWords();
  const post = (id: 'firstReceiver' | 'handler' | 'checker') => {
    const of = found[id];
    return of && { term: w(`case.${id}`), value: pick(of) };
  };
  const times = (id: 'second' | 'rework' | 'extension', count: number) =>
    count > 0 ? { term: w(`case.${id}`), value: w('case.times', { count }) } : null;
  const areas = [found.subdistrict, found.community, found.grid, issue.area].filter(
    (area, i, all) => area && all.findIndex((one) => one?.code === area.code) === i,
  );
  return (
    <section className="desk__part" aria-label={w('case.facts')}>
      <h2>{w('case.facts')}</h2>
      {found.text && <p className="case__text">{found.text}</p>}
      <Facts
        facts={[
          { term: w('case.channel'), value: w(`channel.${found.channel}`) },
          found.situation && { term: w('case.situation'), value: pick(found.situation) },
          found.level ? { term: w('case.level'), value: found.level } : null,
          found.address ? { term: w('case.address'), value: found.address } : null,
          {
            term: w('case.where'),
            value: areas.map(
              (area) =>
                area && (
                  <PlaceLink key={area.code} look={look} code={area.code} className="link case__area">
                    {area.name}
                  </PlaceLink>
                ),
            ),
          },
          { term: w('case.reportedAt'), value: atInChina(found.reportedAt) },
          found.filedAt ? { term: w('case.filedAt'), value: atInChina(found.filedAt) } : null,
          found.closedAt
            ? {
                term: w('case.closedAt'),
                value: [
                  atInChina(found.closedAt),
                  found.closedOnTime === null ? '' : w(found.closedOnTime ? 'case.onTime' : 'case.late'),
                ].join(' '),
              }
            : null,
          post('firstReceiver'),
          post('handler'),
          post('checker'),
          times('second', found.secondDispatchCount),
          times('rework', found.reworkCount),
          times('extension', found.extensionCount),
          found.score !== null && { term: w('case.score'), value: String(found.score) },
          found.hardIssueCode ? { term: w('case.hard'), value: <HardLink code={found.hardIssueCode} /> } : null,
          found.recurrenceOf && { term: w('case.recurrenceOf'), value: <CaseLink code={found.recurrenceOf.code} /> },
          found.recurrences.length > 0 && {
            term: w('case.recurrences'),
            value: found.recurrences.map(({ code }) => <CaseLink key={code} code={code} />),
          },
        ]}
      />
      <p className="case__fine">
        {w('case.workflow', { name: pick(found.workflow), version: found.workflow.version })}
      </p>
    </section>
  );
}

export function CaseLink({ code }: { readonly code: string }) {
  return (
    <button type="button" className="link case__link" onClick={() => changeView({ desk: { kind: 'case', code } })}>
      {code}
    </button>
  );
}

function HardLink({ code }: { readonly code: string }) {
  return (
    <button
      type="button"
      className="link case__link"
      onClick={() => changeView({ desk: { kind: 'hardIssues', code } })}
    >
      {code}
    </button>
  );
}
