import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { FreezeEvaluationDocument, type FreezeEvaluationMutationVariables } from '../api/generated-late.ts';
import { newKey } from '../issues/outbox/change.ts';
import { useRefusalWords } from '../issues/refusal-words.ts';
import { useEvaluationWords } from './words.ts';

interface FreezeProps extends Omit<FreezeEvaluationMutationVariables, 'key'> {
  readonly onFrozen: () => void;
}

/** Results that are frozen stay as they are, whatever becomes of the cases: asked twice. */
export function Freeze({ onFrozen, ...period }: FreezeProps) {
  const { w } = useEvaluationWords();
  const { ofError } = useRefusalWords();
  const [sure, setSure] = useState(false);
  const [key] = useState(newKey);
  const [freeze, { loading, error }] = useMutation(FreezeEvaluationDocument);
  const act = () => void freeze({ variables: { ...period, key } }).then(onFrozen, () => undefined);
  return (
    <p className="evaluation__freeze">
      <button type="button" className="button" disabled={loading} onClick={() => (sure ? act() : setSure(true))}>
        {w(sure ? 'freeze.sure' : 'freeze')}
      </button>
      {error && <span role="alert">{ofError(error)}</span>}
    </p>
  );
}
