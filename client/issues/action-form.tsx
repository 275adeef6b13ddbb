import { useEffect, useState } from 'react';
import type { ActionNeed, StateKind } from '../api/generated-late.ts';
import { Field } from '../ui/field.tsx';
import { CategoryField, SituationField } from './category-field.tsx';
import { HandlerField } from './handler-field.tsx';
import { inputsOf, missingOf, NOTHING_TYPED, type MoveInputs, type Typed } from './move-inputs.ts';
import { dropDraft, readDraft, writeDraft } from './outbox/store.ts';
import { useIssueWords } from './words.ts';
import './action-form.css';

interface Titled {
  readonly code: string;
  readonly titleZh: string;
  readonly titleEn: string;
}

export interface FormAction extends Titled {
  readonly needs: readonly ActionNeed[];
  readonly to: Titled & { readonly kind?: StateKind };
}

interface ActionFormProps {
  readonly draftName: string;
  readonly action: FormAction;
  /** Where handlers are looked for first. */
  readonly within: string | null;
  /** What is scored, each by itself; empty for one score. */
  readonly scoring: readonly Titled[];
  /** Whether it was taken: done, or kept to be sent. */
  readonly onAct: (input: MoveInputs) => Promise<boolean>;
  readonly onCancel: () => void;
}

const UNITS = ['URGENT_HOUR', 'WORKING_HOUR', 'WORKDAY'] as const;

/** A form with exactly what an action needs. What is typed outlives the page until it is sent. */
export function ActionForm({ draftName, action, within, scoring, onAct, onCancel }: ActionFormProps) {
  const { w, pick } = useIssueWords();
  const [typed, setTyped] = useState<Typed>(NOTHING_TYPED);
  const [working, setWorking] = useState(false);
  useEffect(() => {
    let here = true;
    void readDraft<Typed>(draftName).then((draft) => here && draft && setTyped({ ...NOTHING_TYPED, ...draft }));
    return () => void (here = false);
  }, [draftName]);
  const type = (part: Partial<Typed>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    void writeDraft(draftName, next);
  };
  const scored = scoring.map(({ code }) => code);
  const missing = missingOf(action.needs, typed, scored);
  const final = action.to.kind !== undefined && action.to.kind !== 'OPEN';
  const act = async () => {
    setWorking(true);
    const taken = await onAct(inputsOf(action.needs, typed, scored));
    if (taken) await dropDraft(draftName);
    else setWorking(false);
  };

  return (
    <form
      className="action-form"
      aria-label={pick(action)}
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0 && !working) void act();
      }}
    >
      <p className="action-form__to">{w('act.to', { state: pick(action.to) })}</p>
      {action.needs.map((need) => (
        <NeedField key={need} {...{ need, typed, type, within, scoring }} />
      ))}
      {!action.needs.includes('REASON') && !action.needs.includes('RESULT') && (
        <Field label={w('need.reason.optional')} help={w('need.REASON.help')}>
          <textarea
            className="field__input"
            value={typed.reason}
            onChange={(event) => type({ reason: event.target.value })}
          />
        </Field>
      )}
      {final && <p className="notice notice--wait">{w('act.sure')}</p>}
      <p className="action-form__buttons">
        <button type="submit" className="button" disabled={missing.length > 0 || working}>
          {working ? w('act.working') : w('act.do', { name: pick(action) })}
        </button>
        <button type="button" className="button button--quiet" onClick={onCancel}>
          {w('act.cancel')}
        </button>
      </p>
    </form>
  );
}

interface NeedFieldProps {
  readonly need: ActionNeed;
  readonly typed: Typed;
  readonly type: (part: Partial<Typed>) => void;
  readonly within: string | null;
  readonly scoring: readonly Titled[];
}

function NeedField({ need, typed, type, within, scoring }: NeedFieldProps) {
  const { w, pick } = useIssueWords();
  const common = { label: w(`need.${need}`), need: w('need.required') };
  switch (need) {
    case 'REASON':
    case 'RESULT': {
      const of = need === 'REASON' ? 'reason' : 'result';
      return (
        <Field {...common} help={w('need.REASON.help')}>
          <textarea
            className="field__input"
            value={typed[of]}
            onChange={(event) => type({ [of]: event.target.value })}
          />
        </Field>
      );
    }
    case 'CATEGORY':
      return <CategoryField {...common} value={typed.category} onChange={(category) => type({ category })} />;
    case 'SITUATION':
      return <SituationField {...common} value={typed.situation} onChange={(situation) => type({ situation })} />;
    case 'HANDLER':
      return (
        <HandlerField {...common} within={within} value={typed.handler} onChange={(handler) => type({ handler })} />
      );
    case 'AMOUNT':
      return (
        <div className="field__row">
          <Field {...common}>
            <input
              className="field__input"
              type="number"
              inputMode="decimal"
              min="0"
              step="any"
              value={typed.amount}
              onChange={(event) => type({ amount: event.target.value })}
            />
          </Field>
          <Field label={w('need.unit')}>
            <select
              className="field__input"
              value={typed.unit}
              onChange={(event) => type({ unit: UNITS.find((unit) => unit === event.target.value) ?? '' })}
            >
              {UNITS.map((unit) => (
                <option key={unit} value={unit}>
                  {w(`unit.${unit}`)}
                </option>
              ))}
            </select>
          </Field>
        </div>
      );
    case 'SCORES': {
      const score = (label: string, value: string, onChange: (value: string) => void) => (
        <Field key={label} label={label} need={w('need.required')}>
          <input
            className="field__input"
            type="number"
            inputMode="decimal"
            min="0"
            max="100"
            step="any"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        </Field>
      );
      if (scoring.length === 0) return score(common.label, typed.score, (value) => type({ score: value }));
      return scoring.map((item) =>
        score(`${common.label} ${pick(item)}`, typed.scores[item.code] ?? '', (value) =>
          type({ scores: { ...typed.scores, [item.code]: value } }),
        ),
      );
    }
    case 'LEVEL':
    case 'RECURRENCE_OF': {
      const of = need === 'LEVEL' ? 'level' : 'recurrenceOf';
      return (
        <Field {...common}>
          <input
            className="field__input"
            autoComplete="off"
            value={typed[of]}
            onChange={(event) => type({ [of]: event.target.value })}
          />
        </Field>
      );
    }
  }
}
