import type { ImportReport } from './import-report.ts';
import type { Importing } from './use-import.ts';

/** Which of several tables is meant, one click each. */
export function TableChoices({ report, importing }: { readonly report: ImportReport; readonly importing: Importing }) {
  if (report.refusal?.reason !== 'TABLE_UNSAID') return null;
  return (
    <div className="import__actions">
      {(report.refusal.tables ?? []).map((table) => (
        <button
          key={table}
          type="button"
          className="button button--quiet"
          disabled={importing.work !== null}
          onClick={() => importing.check({ table })}
        >
          {table}
        </button>
      ))}
    </div>
  );
}
