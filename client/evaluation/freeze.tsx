import { useState } from 'react';
import type { Change } from '../issues/outbox/change.ts';
import { useOutbox } from '../issues/outbox/use-outbox.ts';
import { useRefusalWords } from '../issues/refusal-words.ts';
import { useIssueWords } from '../issues/words.ts';
import { useEvaluationWords } from './words.ts';

interface FreezeProps {
  readonly period: Extract<Change, { kind: 'FREEZE' }>['period'];
  readonly onFrozen: () => void;
}

/** Results that are frozen stay as they are, whatever becomes of the cases: asked twice. */
export function Freeze({ period, onFrozen }: FreezeProps) {
  const { w } = useEvaluationWords();
  const { w: issueWord } = useIssueWords();
  const ofRefusal = useRefusalWords();
  const { outbox } = useOutbox();
  const [sure, setSure] = useState(false);
  const [working, setWorking] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const freeze = async () => {
    setWorking(true);
    const outcome = await outbox.attempt({ kind: 'FREEZE', period });
    if (outcome.kind === 'SENT') onFrozen();
    else setSaid(outcome.kind === 'REFUSED' ? ofRefusal(outcome.refusal) : issueWord('act.waiting'));
    // What waits is on its way: pressed again it would be another.
    setWorking(outcome.kind === 'WAITING');
  };
  return (
    <p className="evaluation__freeze">
      <button
        type="button"
        className="button"
        disabled={working}
        onClick={() => (sure ? void freeze() : setSure(true))}
      >
        {w(sure ? 'freeze.sure' : 'freeze')}
      </button>
      {said && <span role="alert">{said}</span>}
    </p>
  );
}
