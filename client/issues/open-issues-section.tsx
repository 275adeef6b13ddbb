import { OpenIssuesDocument } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../i18n/words.ts';
import { dayNumber } from '../state/dates.ts';
import type { Look } from '../state/look.ts';
import { selectPlace } from '../state/selection.ts';
import { FigureDefinition } from '../ui/figure-definition.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { RowButton } from '../ui/row-button.tsx';
import { Section } from '../ui/section.tsx';
import { ShowMore, useShown } from '../ui/show-more.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import './issues.css';

const FIRST = 4;

/** The issues open within a place at the date. */
export function OpenIssuesSection({ look, code }: { readonly look: Look; readonly code: string }) {
  const { t, pick, count } = useWords();
  const answer = useAnswer(
    OpenIssuesDocument,
    { within: code, asOf: look.asOf, language: look.view.language === 'zh' ? 'ZH' : 'EN' },
    (before) => before.area?.code === code,
  );
  const shown = useShown(code, FIRST);
  const counts = answer.data?.area?.issueCounts;
  const connection = answer.data?.issues;
  return (
    <Section
      title="issues.title"
      aside={counts && <strong className="issue-count">{count(counts.open)}</strong>}
      exports={counts && [{ layer: 'issues', filters: { within: code, state: 'OPEN' }, count: counts.open }]}
    >
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.retry} />}
      {!connection && answer.waiting && <Skeleton lines={4} />}
      {counts && (
        <p className="issue-total">{t('issues.total', { count: count(counts.total), closed: count(counts.closed) })}</p>
      )}
      {counts && <FigureDefinition definition={counts.definition} provenances={counts.provenances} />}
      {counts?.open === 0 && <p className="empty">{t('issues.none')}</p>}
      <ul data-waiting={answer.waiting}>
        {connection?.edges.slice(0, shown.count).map(({ node }) => (
          <li key={node.id}>
            <RowButton
              title={pick(node.category)}
              fine={[node.area?.name, node.reportedOn].filter(Boolean).join(' · ')}
              aside={
                <span className="tag">
                  {t('issues.openDays', { count: count(dayNumber(look.asOf) - dayNumber(node.reportedOn)) })}
                </span>
              }
              onClick={() => selectPlace({ kind: 'issue', id: node.id })}
            />
          </li>
        ))}
      </ul>
      {connection && counts && (
        <ShowMore
          shown={shown}
          loaded={connection.edges.length}
          page={connection.pageInfo}
          total={counts.open}
          onMore={answer.more}
        />
      )}
    </Section>
  );
}
