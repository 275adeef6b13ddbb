import type { ReactNode } from 'react';
import type { ReportDraft } from './report-draft.ts';
import type { Similar } from './use-similar.ts';
import { useIssueWords } from './words.ts';

interface SimilarIssuesProps {
  readonly similar: Similar;
  readonly draft: ReportDraft;
  readonly write: (part: Partial<ReportDraft>) => void;
  readonly onSame: (code: string) => void;
}

/** What is known nearby, before the same is reported twice: it is this, or this again, or something new. */
export function SimilarIssues({ similar, draft, write, onSame }: SimilarIssuesProps) {
  const { w, count } = useIssueWords();
  const { recurrenceOf } = draft;
  const { found, others, open: stillOpen, undecided } = similar;
  return (
    <fieldset className="similar" data-count={found.length}>
      <legend>{w('report.similar')}</legend>
      {found.length === 0 && <p className="empty">{w('report.similar.none')}</p>}
      {undecided && (
        <p className="notice notice--wait" role="status">
          {w('report.similar.ask')}
        </p>
      )}
      <ul>
        {found.map((one) => (
          <SimilarOne key={one.issue.code} similar={one}>
            {one.open ? (
              <button type="button" className="button button--quiet" onClick={() => onSame(one.issue.code)}>
                {w('report.similar.same')}
              </button>
            ) : (
              <button
                type="button"
                className="button button--quiet"
                aria-pressed={recurrenceOf === one.issue.code}
                onClick={() => write({ recurrenceOf: recurrenceOf === one.issue.code ? null : one.issue.code })}
              >
                {w('report.similar.recurs')}
              </button>
            )}
          </SimilarOne>
        ))}
      </ul>
      {stillOpen.length > 0 && recurrenceOf === null && (
        <button
          type="button"
          className="button button--quiet similar__different"
          aria-pressed={!undecided}
          onClick={() => write({ different: undecided ? stillOpen : [] })}
        >
          {w('report.similar.different')}
        </button>
      )}
      {others.length > 0 && (
        <details className="similar__others">
          <summary>{w('report.similar.others', { count: count(others.length) })}</summary>
          <ul>
            {others.map((one) => (
              <SimilarOne key={one.issue.code} similar={one} />
            ))}
          </ul>
        </details>
      )}
      {recurrenceOf && <p className="notice">{w('report.chosen', { code: recurrenceOf })}</p>}
    </fieldset>
  );
}

interface SimilarOneProps {
  readonly similar: Similar['found'][number];
  /** What can be said of it. */
  readonly children?: ReactNode;
}

function SimilarOne({ similar, children }: SimilarOneProps) {
  const { w, pick, count } = useIssueWords();
  const { issue, distanceMetres, open } = similar;
  const at = w('report.similar.at', { count: count(Math.round(distanceMetres)), date: issue.reportedOn });
  return (
    <li className="similar__one" data-code={issue.code} data-same={similar.sameCategory}>
      <p>
        <strong>{pick(issue.category)}</strong>{' '}
        <span className="tag">{w(open ? 'report.similar.open' : 'report.similar.closed')}</span>
      </p>
      <p className="case__fine">{[issue.code, issue.area?.name, at].filter(Boolean).join(' · ')}</p>
      {children}
    </li>
  );
}
