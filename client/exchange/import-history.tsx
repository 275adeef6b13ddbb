import { useState } from 'react';
import type { ImportRun, ImportsAnswer } from './import-report.ts';
import type { Importing } from './use-import.ts';
import { StateTag } from './state-tag.tsx';
import { useExchangeWords } from './words.ts';

interface ImportHistoryProps {
  readonly answer: ImportsAnswer;
  readonly importing: Importing;
}

/** What came in before, newest first, and what of it can be taken back. */
export function ImportHistory({ answer, importing }: ImportHistoryProps) {
  const { e } = useExchangeWords();
  return (
    <section className="import__part">
      <h2>{e('history.title')}</h2>
      {answer.imports.length === 0 && <p className="empty">{e('history.none')}</p>}
      <ul className="history">
        {answer.imports.map((run) => (
          <HistoryLine key={run.key} run={run} answer={answer} importing={importing} />
        ))}
      </ul>
    </section>
  );
}

function HistoryLine({ run, answer, importing }: ImportHistoryProps & { readonly run: ImportRun }) {
  const words = useExchangeWords();
  const { e, both } = words;
  const layer = answer.layers.find(({ key }) => key === run.layer);
  return (
    <li className="history__line" data-state={run.state}>
      <p className="history__name">
        <strong>{run.file.name}</strong>
        <StateTag state={run.state} />
      </p>
      <p className="import__fine">
        {[layer ? both(layer.title) : run.layer, run.asOf, timeOf(run.appliedAt ?? run.begunAt)].join(' · ')}
      </p>
      {run.summary && <p className="import__fine">{e('history.numbers', { ...run.summary })}</p>}
      <div className="import__actions">
        {run.state !== 'READING' && (
          <button type="button" className="button button--quiet" onClick={() => importing.open(run.key)}>
            {e('history.open')}
          </button>
        )}
        {run.state === 'APPLIED' && <UndoButton runKey={run.key} importing={importing} />}
      </div>
    </li>
  );
}

/** The day and minute, as the clock on this machine's wall has it. */
function timeOf(moment: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(new Date(moment));
}

/** Asked twice: what was written is taken away. */
export function UndoButton({ runKey, importing }: { readonly runKey: string; readonly importing: Importing }) {
  const { e } = useExchangeWords();
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <button
        type="button"
        className="button button--quiet"
        disabled={importing.work !== null}
        onClick={() => setAsked(true)}
      >
        {e('undo.button')}
      </button>
    );
  }
  return (
    <span className="undo" role="group">
      <span role="alert">{e('undo.ask')}</span>
      <button type="button" className="button button--grave" autoFocus onClick={() => importing.undo(runKey)}>
        {e('undo.yes')}
      </button>
      <button type="button" className="button button--quiet" onClick={() => setAsked(false)}>
        {e('undo.no')}
      </button>
    </span>
  );
}
