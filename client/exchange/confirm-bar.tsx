import { doubtsOf, writes, type ImportReport } from './import-report.ts';
import type { Importing } from './use-import.ts';
import { useExchangeWords } from './words.ts';

interface ConfirmBarProps {
  readonly report: ImportReport;
  readonly importing: Importing;
  /** Doubts somebody has looked at. */
  readonly accepted: readonly string[];
}

/** Nothing is written before this; what stands in its way is said beside it. */
export function ConfirmBar({ report, importing, accepted }: ConfirmBarProps) {
  const { e, count } = useExchangeWords();
  const { state, added, changed, ended, refusedCount, asOf } = report;
  if (state !== 'CHECKED' && state !== 'REFUSED') return null;
  const open = doubtsOf(report).filter(({ reason }) => !accepted.includes(reason)).length;
  const writable = state === 'CHECKED' && writes(report) > 0;
  const busy = importing.work !== null;
  return (
    <div className="confirm" role="group">
      {writable && (
        <div className="confirm__words">
          <p>
            <strong>
              {e('confirm.summary', { added: count(added), changed: count(changed), ended: count(ended) })}
            </strong>
          </p>
          {ended > 0 && <p className="confirm__grave">{e('confirm.ends', { count: count(ended), date: asOf })}</p>}
          {refusedCount > 0 && <p>{e('confirm.refused', { count: count(refusedCount) })}</p>}
          {open > 0 && <p id="confirm-open">{e('confirm.doubts', { count: open })}</p>}
        </div>
      )}
      <div className="confirm__buttons">
        <button type="button" className="button button--quiet" disabled={busy} onClick={importing.discard}>
          {e('confirm.discard')}
        </button>
        {writable && (
          <button
            type="button"
            className="button"
            disabled={busy || open > 0}
            aria-describedby={open > 0 ? 'confirm-open' : undefined}
            onClick={() => importing.confirm(accepted)}
          >
            {e('confirm.button')}
          </button>
        )}
      </div>
    </div>
  );
}
