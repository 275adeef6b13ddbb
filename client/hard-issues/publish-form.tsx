import { useState } from 'react';
import { useOutbox } from '../issues/outbox/use-outbox.ts';
import { useRefusalWords } from '../issues/refusal-words.ts';
import { useIssueWords } from '../issues/words.ts';
import { Field } from '../ui/field.tsx';
import { useHardWords } from './words.ts';

const EMPTY = { title: '', text: '', areaCode: '', dueOn: '', promotedFrom: '' };

/** A hard issue is made known, for a leader to be found. */
export function PublishForm({ onPublished }: { readonly onPublished: (code: string) => void }) {
  const { w } = useHardWords();
  const { w: issueWord } = useIssueWords();
  const ofRefusal = useRefusalWords();
  const { outbox } = useOutbox();
  const [typed, setTyped] = useState(EMPTY);
  const [working, setWorking] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [waits, setWaits] = useState(false);
  const type = (part: Partial<typeof EMPTY>) => setTyped({ ...typed, ...part });
  const ready = typed.title.trim() !== '' && typed.text.trim() !== '' && (typed.areaCode || typed.promotedFrom) !== '';
  const input = {
    title: typed.title.trim(),
    text: typed.text.trim(),
    areaCode: typed.areaCode.trim() || null,
    dueOn: typed.dueOn || null,
    promotedFrom: typed.promotedFrom.trim() || null,
  };
  const publish = async () => {
    setWorking(true);
    setTrouble(null);
    const outcome = await outbox.attempt({ kind: 'PUBLISH', input });
    setWorking(false);
    if (outcome.kind === 'SENT') onPublished(outcome.code);
    else if (outcome.kind === 'REFUSED') setTrouble(ofRefusal(outcome.refusal));
    else setWaits(true);
  };
  if (waits) {
    return (
      <p className="notice notice--wait" role="status">
        {issueWord('act.waiting')}
      </p>
    );
  }
  return (
    <form
      className="action-form publish"
      aria-label={w('publish')}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !working) void publish();
      }}
    >
      <Field label={w('publish.name')}>
        <input
          className="field__input"
          maxLength={100}
          value={typed.title}
          onChange={(event) => type({ title: event.target.value })}
        />
      </Field>
      <Field label={w('publish.text')}>
        <textarea
          className="field__input"
          maxLength={2000}
          value={typed.text}
          onChange={(event) => type({ text: event.target.value })}
        />
      </Field>
      {(['areaCode', 'promotedFrom'] as const).map((name) => (
        <Field key={name} label={w(name === 'areaCode' ? 'publish.area' : 'publish.from')}>
          <input
            className="field__input"
            autoComplete="off"
            value={typed[name]}
            onChange={(event) => type({ [name]: event.target.value })}
          />
        </Field>
      ))}
      <Field label={w('publish.due')}>
        <input
          className="field__input"
          type="date"
          value={typed.dueOn}
          onChange={(event) => type({ dueOn: event.target.value })}
        />
      </Field>
      {trouble && (
        <p className="notice notice--bad" role="alert">
          {trouble}
        </p>
      )}
      <p>
        <button type="submit" className="button" disabled={!ready || working}>
          {w('publish.do')}
        </button>
      </p>
    </form>
  );
}
