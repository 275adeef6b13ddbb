import { useState } from 'react';
import { useViewer } from '../state/viewer.ts';
import { changeView } from '../state/view-store.ts';
import { codeOfChange, type Item } from './outbox/change.ts';
import { useOutbox } from './outbox/use-outbox.ts';
import { atInChina } from './times.ts';
import { useRefusalWords } from './refusal-words.ts';
import { useIssueWords, type IssueWords } from './words.ts';
import './desk.css';

/** What waits to be sent on this device, and what was refused: looked at, sent again, or dropped. */
export function OutboxPage() {
  const { w } = useIssueWords();
  const { outbox, items, sending } = useOutbox();
  return (
    <section className="desk__part outbox" data-count={items.length}>
      <h1>{w('outbox.title')}</h1>
      <p className="case__fine">{w('outbox.help')}</p>
      {items.length === 0 && <p className="empty">{w('outbox.none')}</p>}
      {items.length > 0 && (
        <p>
          <button type="button" className="button" disabled={sending} onClick={() => void outbox.flush()}>
            {w(sending ? 'outbox.sending' : 'outbox.now')}
          </button>
        </p>
      )}
      <ol className="outbox__items">
        {items.map((item) => (
          <OutboxItem key={item.key} item={item} />
        ))}
      </ol>
    </section>
  );
}

function OutboxItem({ item }: { readonly item: Item }) {
  const words = useIssueWords();
  const { w } = words;
  const { post } = useViewer();
  const { outbox } = useOutbox();
  const ofRefusal = useRefusalWords();
  const [sure, setSure] = useState(false);
  const { refusal, change } = item;
  const code = codeOfChange(change);
  const mine = item.post === post?.code;
  return (
    <li className="outbox__item" data-kind={change.kind} data-refused={refusal !== null}>
      <p className="outbox__title">{titleOf(item, words)}</p>
      <p className="case__fine">{atInChina(new Date(item.at).toISOString())}</p>
      {change.kind === 'REPORT' && change.input.text && <p className="case__fine">{change.input.text}</p>}
      {change.kind === 'MOVE' && change.move.input?.reason && <p className="case__fine">{change.move.input.reason}</p>}
      {refusal && <p className="notice notice--bad">{ofRefusal(refusal)}</p>}
      {!refusal && <p className="case__fine">{mine ? w('outbox.waiting') : w('outbox.other', { post: item.post })}</p>}
      <p className="outbox__buttons">
        {refusal && (
          <button type="button" className="button button--quiet" onClick={() => void outbox.retry(item.key)}>
            {w('outbox.retry')}
          </button>
        )}
        {code !== null && (
          <button
            type="button"
            className="button button--quiet"
            onClick={() =>
              changeView({ desk: change.kind === 'HARD_MOVE' ? { kind: 'hardIssues', code } : { kind: 'case', code } })
            }
          >
            {w('case.title')}
          </button>
        )}
        <button
          type="button"
          className="button button--quiet outbox__drop"
          onClick={() => (sure ? void outbox.drop(item.key) : setSure(true))}
        >
          {w(sure ? 'outbox.dropSure' : 'outbox.drop')}
        </button>
      </p>
    </li>
  );
}

function titleOf({ change }: Item, { w, pick }: IssueWords): string {
  if (change.kind === 'REPORT') return w('outbox.kind.REPORT', { name: pick(change.title) });
  if (change.kind === 'IMAGE') return w('outbox.kind.IMAGE', { code: change.code ?? w('outbox.ofReport') });
  if (change.kind === 'PUBLISH') return w('outbox.kind.PUBLISH', { name: change.input.title });
  if (change.kind === 'FREEZE') return w('outbox.kind.FREEZE', { from: change.period.from, to: change.period.to });
  return w(`outbox.kind.${change.kind}`, { code: change.move.code, name: pick(change.title) });
}
