import { useState } from 'react';
import { HardIssueDocument, type HardIssueQuery } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { CaseLink } from '../issues/case-facts.tsx';
import { StepActions } from '../issues/step-actions.tsx';
import { Timeline } from '../issues/timeline.tsx';
import { atInChina } from '../issues/times.ts';
import { changeView } from '../state/view-store.ts';
import { useToday } from '../state/today.ts';
import { Facts } from '../ui/facts.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { isLate } from './columns.ts';
import { LateTag } from './late-tag.tsx';
import { useHardWords } from './words.ts';

type Found = NonNullable<HardIssueQuery['hardIssue']>;

/** One hard issue: what it is, who leads, what this post can do, and what happened. */
export function HardIssuePage({ code }: { readonly code: string }) {
  const { w } = useHardWords();
  const answer = useFresh(HardIssueDocument, { code }, (before) => before.hardIssue?.code === code);
  const found = answer.data?.hardIssue;
  return (
    <article className="hard-issue">
      <button
        type="button"
        className="button button--quiet hard-issue__back"
        onClick={() => changeView({ desk: { kind: 'hardIssues', code: null } })}
      >
        {w('back')}
      </button>
      {answer.problem && !found && <ProblemNotice problem={answer.problem} onRetry={answer.retry} />}
      {!answer.data && answer.waiting && <Skeleton lines={10} />}
      {answer.data && !found && <p className="empty">{w('gone')}</p>}
      {found && <HardIssueBody found={found} onRenew={answer.retry} />}
    </article>
  );
}

function HardIssueBody({ found, onRenew }: { readonly found: Found; readonly onRenew: () => void }) {
  const now = useToday();
  const { w, pick } = useHardWords();
  const [said, setSaid] = useState('');
  return (
    <>
      <p className="hard-issues__fine">{found.code}</p>
      <h2>{found.title}</h2>
      <p>
        <span className="tag case-state" data-kind={found.state.kind}>
          {pick(found.state)}
        </span>{' '}
        {found.mode && <span className="tag">{w(`mode.${found.mode}`)}</span>}
      </p>
      {found.text && <p className="case__text">{found.text}</p>}
      <p role="status">{said}</p>
      <StepActions
        kind="HARD_MOVE"
        code={found.code}
        version={found.version}
        actions={found.actions}
        onSaid={setSaid}
        onRenew={onRenew}
      />
      <Facts
        facts={[
          { term: w('leader', { post: '' }).trim(), value: found.leader ? pick(found.leader) : w('noLeader') },
          found.area && { term: w('area'), value: found.area.name },
          { term: w('published'), value: atInChina(found.publishedAt) },
          found.dueOn
            ? {
                term: w('publish.due'),
                value: isLate(found, now) ? <LateTag dueOn={found.dueOn} /> : found.dueOn,
              }
            : null,
          found.promotedFrom && { term: w('from'), value: <CaseLink code={found.promotedFrom.code} /> },
          found.score === null ? null : { term: w('score', { score: '' }).trim(), value: String(found.score) },
          found.reward ? { term: w('reward'), value: found.reward } : null,
        ]}
      />
      <Timeline title={w('history')} events={found.events} />
    </>
  );
}
