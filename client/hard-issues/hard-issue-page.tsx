import { useState } from 'react';
import { HardIssueDocument, type HardIssueQuery } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { ActionForm } from '../issues/action-form.tsx';
import { CaseLink } from '../issues/case-facts.tsx';
import type { MoveInputs } from '../issues/move-inputs.ts';
import { itemsOf, useOutbox } from '../issues/outbox/use-outbox.ts';
import { atInChina } from '../issues/times.ts';
import { changeView } from '../state/view-store.ts';
import { Facts } from '../ui/facts.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
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
  const { w, pick } = useHardWords();
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
      <HardActions found={found} onRenew={onRenew} />
      <Facts
        facts={[
          { term: w('leader', { post: '' }).trim(), value: found.leader ? pick(found.leader) : w('noLeader') },
          found.area && { term: w('area'), value: found.area.name },
          { term: w('published'), value: atInChina(found.publishedAt) },
          found.dueOn ? { term: w('publish.due'), value: found.dueOn } : null,
          found.promotedFrom && { term: w('from'), value: <CaseLink code={found.promotedFrom.code} /> },
          found.score === null ? null : { term: w('score', { score: '' }).trim(), value: String(found.score) },
          found.reward ? { term: w('reward'), value: found.reward } : null,
        ]}
      />
      <h2>{w('history')}</h2>
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
              {atInChina(event.at)} · {pick(event.post)}
            </p>
            {event.reason && <p className="timeline__reason">{event.reason}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}

function HardActions({ found, onRenew }: { readonly found: Found; readonly onRenew: () => void }) {
  const { w, pick } = useHardWords();
  const { outbox, items } = useOutbox();
  const [open, setOpen] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const chosen = found.actions.find(({ code }) => code === open);
  const waiting = itemsOf(items, found.code).some(({ refusal }) => !refusal);
  const act = async (action: Found['actions'][number], input: MoveInputs): Promise<boolean> => {
    setTrouble(null);
    const { titleZh, titleEn } = action;
    const outcome = await outbox.add({
      kind: 'HARD_MOVE',
      title: { titleZh, titleEn },
      move: { code: found.code, action: action.code, expectedVersion: found.version, input },
    });
    if (outcome.kind !== 'REFUSED') {
      setSaid(outcome.kind === 'SENT' ? w('acted', { name: pick(action) }) : w('waiting'));
      setOpen(null);
      return true;
    }
    const { refusal } = outcome;
    const refused = outbox.current().items.find((item) => item.refusal === refusal);
    if (refused) await outbox.drop(refused.key);
    setTrouble(refusal.code === 'CONFLICT' ? w('conflict') : `${w('refused')} ${refusal.message}`);
    onRenew();
    return false;
  };
  return (
    <section className="hard-issue__actions" aria-label={w('actions')}>
      <p role="status">{said}</p>
      {trouble && (
        <p className="notice notice--bad" role="alert">
          {trouble}
        </p>
      )}
      {waiting && <p className="notice notice--wait">{w('waiting')}</p>}
      {!waiting && (
        <>
          {found.actions.length === 0 && <p className="empty">{w('noActions')}</p>}
          <p className="case-actions__buttons">
            {found.actions.map((action) => (
              <button
                key={action.code}
                type="button"
                className={action.code === open ? 'button' : 'button button--quiet'}
                data-action={action.code}
                aria-expanded={action.code === open}
                onClick={() => setOpen(action.code === open ? null : action.code)}
              >
                {pick(action)}
              </button>
            ))}
          </p>
          {chosen && (
            <ActionForm
              key={chosen.code}
              draftName={`hard ${found.code} ${chosen.code}`}
              action={chosen}
              within={null}
              scoring={[]}
              onAct={(input) => act(chosen, input)}
              onCancel={() => setOpen(null)}
            />
          )}
        </>
      )}
    </section>
  );
}
