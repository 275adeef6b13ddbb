import { useState } from 'react';
import { useViewer } from '../state/viewer.ts';
import { ActionForm, type FormAction } from './action-form.tsx';
import type { MoveInputs } from './move-inputs.ts';
import type { Refusal } from './outbox/change.ts';
import { itemsOf, useOutbox } from './outbox/use-outbox.ts';
import { useRefusalWords } from './refusal-words.ts';
import { useIssueWords } from './words.ts';

type Titled = Pick<FormAction, 'code' | 'titleZh' | 'titleEn'>;

interface StepActionsProps {
  readonly kind: 'MOVE' | 'HARD_MOVE';
  readonly code: string;
  readonly version: number;
  readonly actions: readonly FormAction[];
  /** Where handlers are looked for first. */
  readonly within?: string | null;
  /** What is scored, each by itself; empty for one score. */
  readonly scoring?: readonly Titled[];
  /** States a conflict may tell of. */
  readonly states?: readonly Titled[];
  readonly onSaid: (text: string) => void;
  readonly onRenew: () => void;
}

/** What this post can do now with a case or a hard issue, each with a form for exactly what it needs. */
export function StepActions(props: StepActionsProps) {
  const { kind, code, version, actions, within = null, scoring = [], states = [], onSaid, onRenew } = props;
  const { w, pick } = useIssueWords();
  const ofRefusal = useRefusalWords();
  const { outbox, items } = useOutbox();
  const { post } = useViewer();
  const [open, setOpen] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const waiting = itemsOf(items, code).find(({ change, refusal }) => change.kind === kind && !refusal)?.change;
  const chosen = actions.find((action) => action.code === open);

  const wordsFor = (refusal: Refusal): string => {
    if (refusal.code !== 'CONFLICT' || refusal.version === null) return ofRefusal(refusal);
    const state = states.find((each) => each.code === refusal.state);
    return state ? w('act.conflict', { state: pick(state) }) : w('act.conflict.somewhere');
  };
  const act = async (action: FormAction, input: MoveInputs): Promise<boolean> => {
    setTrouble(null);
    const { titleZh, titleEn } = action;
    const move = { code, action: action.code, expectedVersion: version, input };
    const outcome = await outbox.attempt({ kind, title: { titleZh, titleEn }, move });
    if (outcome.kind !== 'REFUSED') {
      onSaid(outcome.kind === 'SENT' ? w('act.done', { name: pick(action) }) : w('act.waiting'));
      setOpen(null);
      return true;
    }
    setTrouble(wordsFor(outcome.refusal));
    onRenew();
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
      {waiting?.kind === kind ? (
        <p className="notice notice--wait" role="status">
          {w('case.waiting', { name: pick(waiting.title) })}
        </p>
      ) : (
        <>
          {actions.length === 0 && <p className="empty">{w('case.noActions')}</p>}
          <p className="case-actions__buttons">
            {actions.map((action) => (
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
              draftName={`${kind} ${post?.code ?? ''} ${code} ${chosen.code}`}
              action={chosen}
              within={within}
              scoring={scoring}
              onAct={(input) => act(chosen, input)}
              onCancel={() => setOpen(null)}
            />
          )}
        </>
      )}
    </section>
  );
}
