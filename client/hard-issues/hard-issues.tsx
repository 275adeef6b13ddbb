import { useState } from 'react';
import { HardIssuesDocument, type HardIssuesQuery } from '../api/generated-late.ts';
import { useFresh } from '../api/use-fresh.ts';
import { useToday } from '../state/today.ts';
import type { Look } from '../state/look.ts';
import { changeView } from '../state/view-store.ts';
import { useViewer } from '../state/viewer.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { columnsOf, isLate } from './columns.ts';
import { HardIssuePage } from './hard-issue-page.tsx';
import { LateTag } from './late-tag.tsx';
import { PublishForm } from './publish-form.tsx';
import { useHardWords } from './words.ts';
import './hard-issues.css';

type Card = HardIssuesQuery['hardIssues']['edges'][number]['node'];

/** The board of hard issues, and one of them beside it. */
export function HardIssues({ look, code }: { readonly look: Look; readonly code: string | null }) {
  const { w } = useHardWords();
  const { post } = useViewer();
  const [publishing, setPublishing] = useState(false);
  const answer = useFresh(HardIssuesDocument, { within: look.district.code, after: null }, () => true);
  const cards = answer.data?.hardIssues.edges.map(({ node }) => node) ?? [];
  return (
    <section className="desk__part hard-issues" data-open={code !== null}>
      <header className="hard-issues__head">
        <div>
          <h1>{w('title')}</h1>
          <p className="hard-issues__fine">{w('title.help')}</p>
        </div>
        {post?.kind === 'DISTRICT_PLANNER' && (
          <button
            type="button"
            className="button"
            aria-expanded={publishing}
            onClick={() => setPublishing(!publishing)}
          >
            {w('publish')}
          </button>
        )}
      </header>
      {publishing && (
        <PublishForm
          onPublished={(published) => {
            setPublishing(false);
            answer.retry();
            changeView({ desk: { kind: 'hardIssues', code: published } });
          }}
        />
      )}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.retry} />}
      {!answer.data && answer.waiting && <Skeleton lines={10} />}
      {answer.data && cards.length === 0 && <p className="empty">{w('none')}</p>}
      <div className="hard-issues__both">
        <Board cards={cards} open={code} />
        {code !== null && <HardIssuePage key={code} code={code} />}
      </div>
    </section>
  );
}

function Board({ cards, open }: { readonly cards: readonly Card[]; readonly open: string | null }) {
  const { w, pick, count } = useHardWords();
  const columns = columnsOf(cards);
  const [shown, setShown] = useState<string | null>(null);
  const at = columns.some(({ state }) => state.code === shown) ? shown : (columns[0]?.state.code ?? null);
  if (columns.length === 0) return null;
  return (
    <div className="board">
      <div className="board__tabs" role="group" aria-label={w('columns')}>
        {columns.map(({ state, cards: inColumn }) => (
          <button
            key={state.code}
            type="button"
            className="button button--quiet"
            aria-pressed={state.code === at}
            onClick={() => setShown(state.code)}
          >
            {pick(state)} {count(inColumn.length)}
          </button>
        ))}
      </div>
      <div className="board__columns">
        {columns.map(({ state, cards: inColumn }) => (
          <section key={state.code} className="board__column" data-state={state.code} data-shown={state.code === at}>
            <h2>
              {pick(state)} <span className="gloss">{count(inColumn.length)}</span>
            </h2>
            <ul>
              {inColumn.map((card) => (
                <li key={card.code}>
                  <CardButton card={card} open={card.code === open} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function CardButton({ card, open }: { readonly card: Card; readonly open: boolean }) {
  const now = useToday();
  const { w, pick } = useHardWords();
  return (
    <button
      type="button"
      className="hard-card"
      data-code={card.code}
      aria-expanded={open}
      onClick={() => changeView({ desk: { kind: 'hardIssues', code: open ? null : card.code } })}
    >
      <span className="hard-card__title">{card.title}</span>
      <span className="hard-issues__fine">{[card.code, card.area?.name].filter(Boolean).join(' · ')}</span>
      <span className="hard-issues__fine">
        {card.leader ? w('leader', { post: pick(card.leader) }) : w('noLeader')}
      </span>
      {isLate(card, now) ? (
        <LateTag dueOn={card.dueOn} />
      ) : (
        (card.dueOn ?? card.score) !== null && (
          <span className="hard-issues__fine">
            {[card.dueOn && w('due', { date: card.dueOn }), card.score !== null && w('score', { score: card.score })]
              .filter(Boolean)
              .join(' · ')}
          </span>
        )
      )}
      {card.actions.length > 0 && (
        <span className="hard-card__actions">
          {card.actions.map((action) => (
            <span key={action.code} className="tag">
              {pick(action)}
            </span>
          ))}
        </span>
      )}
    </button>
  );
}
