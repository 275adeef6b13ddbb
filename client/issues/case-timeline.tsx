import type { CaseOfIssue } from './case-page.tsx';
import { atInChina } from './times.ts';
import { useIssueWords } from './words.ts';

/** Every event, the newest first: who, when, from which state to which, why, and what it did to the clocks. */
export function CaseTimeline({ found }: { readonly found: CaseOfIssue }) {
  const { w, pick } = useIssueWords();
  return (
    <section className="desk__part" aria-label={w('case.timeline')}>
      <h2>{w('case.timeline')}</h2>
      <ol className="timeline" reversed>
        {[...found.events].reverse().map((event) => (
          <li key={event.number} className="timeline__event">
            <p>
              <strong>{pick(event)}</strong>{' '}
              <span className="timeline__states">
                {event.from ? `${pick(event.from)} → ${pick(event.to)}` : pick(event.to)}
              </span>
            </p>
            <p className="timeline__fine">
              <time dateTime={event.at}>{atInChina(event.at)}</time> · {pick(event.post)}
            </p>
            {event.handler && <p className="timeline__fine">{w('case.toHandler', { post: pick(event.handler) })}</p>}
            {event.reason && <p className="timeline__reason">{w('case.reason', { text: event.reason })}</p>}
            {(event.stageDueAt ?? event.overallDueAt) && (
              <p className="timeline__fine">
                {[
                  event.stageDueAt && w('case.stageDue', { at: atInChina(event.stageDueAt) }),
                  event.overallDueAt && w('case.overallDue', { at: atInChina(event.overallDueAt) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
