import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { PublishHardIssueDocument } from '../api/generated-late.ts';
import { newKey } from '../issues/outbox/change.ts';
import { useRefusalWords } from '../issues/refusal-words.ts';
import { Field } from '../ui/field.tsx';
import { useHardWords } from './words.ts';

const EMPTY = { title: '', text: '', areaCode: '', dueOn: '', promotedFrom: '' };

/** A hard issue is made known, for a leader to be found. */
export function PublishForm({ onPublished }: { readonly onPublished: (code: string) => void }) {
  const { w } = useHardWords();
  const { ofError } = useRefusalWords();
  const [typed, setTyped] = useState(EMPTY);
  const [key, setKey] = useState(newKey);
  const [publish, { loading, error }] = useMutation(PublishHardIssueDocument);
  const type = (part: Partial<typeof EMPTY>) => {
    setTyped({ ...typed, ...part });
    // What is changed is another request.
    if (error) setKey(newKey());
  };
  const ready = typed.title.trim() !== '' && typed.text.trim() !== '' && (typed.areaCode || typed.promotedFrom) !== '';
  const input = {
    title: typed.title.trim(),
    text: typed.text.trim(),
    areaCode: typed.areaCode.trim() || null,
    dueOn: typed.dueOn || null,
    promotedFrom: typed.promotedFrom.trim() || null,
  };
  return (
    <form
      className="action-form publish"
      aria-label={w('publish')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready || loading) return;
        publish({ variables: { input, key } }).then(
          ({ data }) => data && onPublished(data.publishHardIssue.code),
          () => undefined,
        );
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
      {error && (
        <p className="notice notice--bad" role="alert">
          {ofError(error)}
        </p>
      )}
      <p>
        <button type="submit" className="button" disabled={!ready || loading}>
          {w('publish.do')}
        </button>
      </p>
    </form>
  );
}
