import { useWords } from '../i18n/words.ts';
import { PlaceHeading } from '../land/place-header.tsx';
import { PlaceLink } from '../land/breadcrumb.tsx';
import type { Look } from '../state/look.ts';
import { changeView } from '../state/view-store.ts';
import { isOfficial, useViewer } from '../state/viewer.ts';
import { trailOf, type PlaceIssue } from '../state/use-place.ts';
import { Facts } from '../ui/facts.tsx';
import './issues.css';

export function IssuePanel({ look, issue }: { readonly look: Look; readonly issue: PlaceIssue }) {
  const { t, pick } = useWords();
  const { post } = useViewer();
  return (
    <PlaceHeading
      look={look}
      trail={trailOf({ kind: 'issue', issue })}
      kind={t('place.issue')}
      name={pick(issue.category)}
      code={issue.code}
      provenance={issue.provenance}
    >
      <p className="issue-state">
        <span className={`tag issue-state--${issue.state.toLowerCase()}`}>{t(`issues.state.${issue.state}`)}</span>
        <span className="tag">{t(`issues.kind.${issue.category.kind}`)}</span>
      </p>
      <Facts
        facts={[
          { term: t('issues.reported'), value: issue.reportedOn },
          issue.closedOn ? { term: t('issues.closedOn'), value: issue.closedOn } : null,
          issue.area
            ? {
                term: t('issues.where'),
                value: (
                  <PlaceLink look={look} code={issue.area.code} className="link">
                    {issue.area.name}
                  </PlaceLink>
                ),
              }
            : null,
        ]}
      />
      {isOfficial(post) && (
        <p className="issue-case">
          <button
            type="button"
            className="button"
            onClick={() => changeView({ desk: { kind: 'case', code: issue.code } })}
          >
            {t('issues.case')}
          </button>
        </p>
      )}
    </PlaceHeading>
  );
}
