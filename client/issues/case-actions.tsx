import { useState } from 'react';
import type { WordParams } from '../i18n/words.ts';
import { ActionForm } from './action-form.tsx';
import type { MoveInputs } from './move-inputs.ts';
import type { CaseIssue, CaseOfIssue } from './case-page.tsx';
import { itemsOf, useOutbox } from './outbox/use-outbox.ts';
import { useIssueWords } from './words.ts';
import type { IssueWordId } from './zh.ts';

interface CaseActionsProps {
  readonly issue: CaseIssue;
  readonly found: CaseOfIssue;
  readonly onSaid: (text: string) => void;
  readonly onRenew: () => void;
}

type Action = CaseOfIssue['actions'][number];

/** What this post can do now, each with a form for exactly what it needs. */
export function CaseActions({ issue, found, onSaid, onRenew }: CaseActionsProps) {
  const { w, pick } = useIssueWords();
  const { outbox, items } = useOutbox();
  const [open, setOpen] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const say = (id: IssueWordId, params?: WordParams) => onSaid(w(id, params));
  const waiting = itemsOf(items, issue.code).find(({ change, refusal }) => change.kind === 'MOVE' && !refusal);
  const chosen = found.actions.find(({ code }) => code === open);

  const act = async (action: Action, input: MoveInputs): Promise<boolean> => {
    setTrouble(null);
    const { titleZh, titleEn } = action;
    const outcome = await outbox.add({
      kind: 'MOVE',
      title: { titleZh, titleEn },
      move: { code: issue.code, action: action.code, expectedVersion: found.version, input },
    });
    if (outcome.kind === 'SENT') {
      say('act.done', { name: pick(action) });
      setOpen(null);
      return true;
    }
    if (outcome.kind === 'WAITING') {
      say('act.waiting');
      setOpen(null);
      return true;
    }
    // Here the person sees the answer at once: the refused change need not wait in the outbox as well.
    const { refusal } = outcome;
    const refused = outbox.current().items.find((item) => item.refusal === refusal);
    if (refused) await outbox.drop(refused.key);
    if (refusal.code === 'CONFLICT') {
      const state = found.workflow.states.find(({ code }) => code === refusal.state);
      setTrouble(w('act.conflict', { state: state ? pick(state) : (refusal.state ?? '') }));
      onRenew();
    } else if (refusal.code === 'PERSONAL_DATA') {
      setTrouble(`${w('act.PERSONAL_DATA')} ${refusal.message}`);
    } else {
      setTrouble(`${w('act.refused')} ${refusal.message}`);
    }
    return false;
  };

  return (
    <section className="desk__part case-actions" aria-label={w('case.actions')}>
      <h2>{w('case.actions')}</h2>
      {trouble && (
        <p className="notice notice--bad" role="alert">
          {trouble}
        </p>
      )}
      {waiting?.change.kind === 'MOVE' ? (
        <p className="notice notice--wait" role="status">
          {w('case.waiting', { name: pick(waiting.change.title) })}
        </p>
      ) : (
        <>
          {found.actions.length === 0 && <p className="empty">{w('case.noActions')}</p>}
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
          {open !== null && !chosen && <p className="notice notice--bad">{w('act.gone')}</p>}
          {chosen && (
            <ActionForm
              key={chosen.code}
              draftName={`move ${issue.code} ${chosen.code}`}
              action={chosen}
              within={found.subdistrict?.code ?? null}
              scoring={found.workflow.scoring}
              onAct={(input) => act(chosen, input)}
              onCancel={() => setOpen(null)}
            />
          )}
        </>
      )}
    </section>
  );
}
