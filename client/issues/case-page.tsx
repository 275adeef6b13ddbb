import { useState } from 'react';
import { CaseDocument, type CaseFactsFragment, type CaseQuery } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { today } from '../state/dates.ts';
import type { Look } from '../state/look.ts';
import { changeView } from '../state/view-store.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CaseClocks } from './case-clocks.tsx';
import { CaseFacts } from './case-facts.tsx';
import { CaseImages } from './case-images.tsx';
import { lastList } from './last-list.ts';
import { PlaceDrawing } from './place-drawing.tsx';
import { StepActions } from './step-actions.tsx';
import { Timeline } from './timeline.tsx';
import { useIssueWords } from './words.ts';
import './desk.css';
import './case.css';

export type CaseIssue = NonNullable<CaseQuery['issueByCode']>;
export type CaseOfIssue = CaseFactsFragment;

/** One case whole: what it is, how it stands, what happened, and what this post can do. */
export function CasePage({ look, code }: { readonly look: Look; readonly code: string }) {
  const { w } = useIssueWords();
  const answer = useFresh(CaseDocument, { code }, (before) => before.issueByCode?.code === code);
  const issue = answer.data?.issueByCode;
  if (answer.problem && !issue) {
    return (
      <div className="desk__part">
        <ProblemNotice problem={answer.problem} onRetry={answer.retry} />
      </div>
    );
  }
  if (!answer.data) {
    return (
      <div className="desk__part">
        <Skeleton lines={14} />
      </div>
    );
  }
  if (!issue) return <p className="desk__part empty">{w('case.none')}</p>;
  return <CaseBody key={code} look={look} issue={issue} onRenew={answer.retry} />;
}

interface CaseBodyProps {
  readonly look: Look;
  readonly issue: CaseIssue;
  readonly onRenew: () => void;
}

function CaseBody({ look, issue, onRenew }: CaseBodyProps) {
  const { w, pick } = useIssueWords();
  const [said, setSaid] = useState('');
  const found = issue.case;
  return (
    <article className="case" data-version={found?.version} data-state={found?.state.code}>
      <header className="case__head">
        <p className="case__kind">
          <span className="case-row__code">{issue.code}</span>
          {issue.provenance === 'SYNTHETIC' && <span className="tag tag--synthetic">{w('case.synthetic')}</span>}
        </p>
        <div className="case__title">
          <h1>{pick(issue.category)}</h1>
          {found && (
            <span className="tag case-state" data-kind={found.state.kind}>
              {pick(found.state)}
            </span>
          )}
        </div>
        <p className="case__links">
          <button type="button" className="button button--quiet" onClick={() => changeView({ desk: lastList() })}>
            <span aria-hidden="true">‹ </span>
            {w('case.back')}
          </button>
          <button
            type="button"
            className="button button--quiet"
            onClick={() =>
              // What the desk says is of today, and so is the map that is opened from it.
              changeView({ place: { kind: 'issue', id: issue.id }, asOf: today(), camera: null, desk: null })
            }
          >
            {w('case.onMap')}
          </button>
          {found && (
            <button
              type="button"
              className="button button--quiet"
              onClick={() => changeView({ desk: { kind: 'sheet', code: issue.code } })}
            >
              {w('case.print')}
            </button>
          )}
        </p>
      </header>
      <p className="case__said" role="status">
        {said}
      </p>
      {!found && <p className="desk__part empty">{w('case.noCase')}</p>}
      {found && (
        <>
          <StepActions
            kind="MOVE"
            code={issue.code}
            version={found.version}
            actions={found.actions}
            within={found.subdistrict?.code ?? null}
            scoring={found.workflow.scoring}
            states={found.workflow.states}
            onSaid={setSaid}
            onRenew={onRenew}
          />
          <CaseClocks found={found} />
          <CaseFacts look={look} issue={issue} found={found} />
          <PlaceDrawing issue={issue} found={found} />
          <CaseImages code={issue.code} images={found.images} mayAdd={found.actions.length > 0} />
          <Timeline title={w('case.timeline')} events={found.events} />
        </>
      )}
    </article>
  );
}
