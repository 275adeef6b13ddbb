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
  const { w, pick, count } = useIssueWords();
  const { recurrenceOf } = draft;
  const { found, open: stillOpen, undecided } = similar;
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
        {found.map(({ issue, distanceMetres, open }) => (
          <li key={issue.code} className="similar__one" data-code={issue.code}>
            <p>
              <strong>{pick(issue.category)}</strong>{' '}
              <span className="tag">{w(open ? 'report.similar.open' : 'report.similar.closed')}</span>
            </p>
            <p className="case__fine">
              {[
                issue.code,
                issue.area?.name,
                w('report.similar.at', { count: count(Math.round(distanceMetres)), date: issue.reportedOn }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
            {open ? (
              <button type="button" className="button button--quiet" onClick={() => onSame(issue.code)}>
                {w('report.similar.same')}
              </button>
            ) : (
              <button
                type="button"
                className="button button--quiet"
                aria-pressed={recurrenceOf === issue.code}
                onClick={() => write({ recurrenceOf: recurrenceOf === issue.code ? null : issue.code })}
              >
                {w('report.similar.recurs')}
              </button>
            )}
          </li>
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
      {recurrenceOf && <p className="notice">{w('report.chosen', { code: recurrenceOf })}</p>}
    </fieldset>
  );
}
