import { CaseDocument } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { useToday } from '../state/today.ts';
import { changeView } from '../state/view-store.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { CaseIssue, CaseOfIssue } from './case-page.tsx';
import { PlaceDrawing } from './place-drawing.tsx';
import { atInChina } from './times.ts';
import { useIssueWords } from './words.ts';
import './case-sheet.css';

/** The case on paper (问题处置单): A4, with room for seals. Posts sign it; no person stands on it. */
export function CaseSheet({ code }: { readonly code: string }) {
  const { w } = useIssueWords();
  const answer = useFresh(CaseDocument, { code }, () => true);
  const issue = answer.data?.issueByCode;
  return (
    <section className="case-sheet" aria-label={w('sheet.title')}>
      <p className="case-sheet__buttons">
        <button type="button" className="button" onClick={() => window.print()}>
          {w('sheet.print')}
        </button>
        <button
          type="button"
          className="button button--quiet"
          onClick={() => changeView({ desk: { kind: 'case', code } })}
        >
          {w('sheet.back')}
        </button>
      </p>
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.retry} />}
      {!answer.data && answer.waiting && <Skeleton lines={14} />}
      {answer.data && !issue?.case && <p>{w('case.none')}</p>}
      {issue?.case && <Paper issue={issue} found={issue.case} />}
    </section>
  );
}

function Paper({ issue, found }: { readonly issue: CaseIssue; readonly found: CaseOfIssue }) {
  const now = useToday();
  const { w, pick } = useIssueWords();
  const areas = [found.subdistrict, found.community, found.grid, issue.area].map((area) => area?.name);
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    [w('case.category'), pick(issue.category)],
    [w('case.channel'), w(`channel.${found.channel}`)],
    [w('case.where'), areas.filter((name, i) => name && areas.indexOf(name) === i).join(' ')],
    [w('case.address'), found.address],
    [w('case.situation'), found.situation && pick(found.situation)],
    [w('case.level'), found.level],
    [w('list.state'), pick(found.state)],
    [w('case.reportedAt'), atInChina(found.reportedAt)],
    [w('case.filedAt'), found.filedAt && atInChina(found.filedAt)],
    [w('case.clock.overall'), found.overallDueAt && w('due.until', { at: atInChina(found.overallDueAt) })],
    [w('case.closedAt'), found.closedAt && atInChina(found.closedAt)],
    [w('case.firstReceiver'), pick(found.firstReceiver)],
    [w('case.handler'), found.handler && pick(found.handler)],
    [w('case.text'), found.text],
  ];
  return (
    <article className="paper">
      <header className="paper__head">
        <h1>{w('sheet.title')}</h1>
        <p className="paper__code">{issue.code}</p>
      </header>
      <table className="paper__facts">
        <tbody>
          {rows
            .filter(([, value]) => value)
            .map(([term, value]) => (
              <tr key={term}>
                <th scope="row">{term}</th>
                <td>{value}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <PlaceDrawing issue={issue} found={found} />
      <h2>{w('case.timeline')}</h2>
      <table className="paper__events">
        <thead>
          <tr>
            {(['when', 'action', 'fromTo', 'post', 'reason'] as const).map((id) => (
              <th key={id} scope="col">
                {w(`sheet.${id}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.events.map((event) => (
            <tr key={event.number}>
              <td>{atInChina(event.at)}</td>
              <td>{pick(event)}</td>
              <td>{event.from ? `${pick(event.from)} → ${pick(event.to)}` : pick(event.to)}</td>
              <td>{pick(event.post)}</td>
              <td>{event.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{w('sheet.sign')}</h2>
      <div className="paper__signs">
        {(['receiver', 'handler', 'checker'] as const).map((id) => (
          <p key={id}>
            <strong>{w(`sheet.sign.${id}`)}</strong>
            <span>{w('sheet.sign.line')}</span>
          </p>
        ))}
      </div>
      <footer className="paper__foot">
        <span>{w('case.workflow', { name: pick(found.workflow), version: found.workflow.version })}</span>
        <span>{issue.provenance === 'SYNTHETIC' ? w('case.synthetic') : ''}</span>
        <span>{w('sheet.note')}</span>
        <span>{w('sheet.printedOn', { date: now })}</span>
      </footer>
    </article>
  );
}
