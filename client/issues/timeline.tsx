import { atInChina } from './times.ts';
import { useIssueWords } from './words.ts';

interface Titled {
  readonly titleZh: string;
  readonly titleEn: string;
}

interface Event extends Titled {
  readonly number: number;
  readonly at: string;
  readonly from: Titled | null;
  readonly to: Titled;
  readonly post: Titled;
  readonly reason: string | null;
  readonly handler?: Titled | null;
  readonly stageDueAt?: string | null;
  readonly overallDueAt?: string | null;
}

/** Every event, the newest first: who, when, from which state to which, why, and what it did to the clocks. */
export function Timeline({ title, events }: { readonly title: string; readonly events: readonly Event[] }) {
  const { w, pick } = useIssueWords();
  return (
    <section className="desk__part" aria-label={title}>
      <h2>{title}</h2>
      <ol className="timeline" reversed>
        {[...events].reverse().map((event) => (
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
