import type { CaseOfIssue } from './case-page.tsx';
import { DueTag } from './due-tag.tsx';
import { atInChina, leftWords } from './times.ts';
import { useNow } from './use-now.ts';
import { useIssueWords } from './words.ts';

/** Both clocks: that of the stage, which begins anew with each, and the overall one, which never does. */
export function CaseClocks({ found }: { readonly found: CaseOfIssue }) {
  const words = useIssueWords();
  const { w } = words;
  const now = useNow();
  const stopped = found.dueState === 'SUSPENDED';
  const clocks = [
    ['stage', found.stageDueAt],
    ['overall', found.overallDueAt],
  ] as const;
  return (
    <section className="desk__part" aria-label={w('case.clocks')}>
      <h2>
        {w('case.clocks')} <DueTag {...found} />
      </h2>
      {stopped && <p className="notice notice--wait">{w('case.clock.stopped')}</p>}
      <dl className="clocks">
        {clocks.map(([clock, due]) => (
          <div key={clock} className="clocks__one" data-over={!stopped && due !== null && Date.parse(due) < now}>
            <dt>{w(`case.clock.${clock}`)}</dt>
            <dd>
              {due === null ? (
                w('case.clock.none')
              ) : (
                <>
                  {!stopped && found.state.kind === 'OPEN' && <strong>{leftWords(words, due, now)}</strong>}
                  <span className="clocks__at">{atInChina(due)}</span>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className="case__fine clocks__note">{w('due.note')}</p>
    </section>
  );
}
