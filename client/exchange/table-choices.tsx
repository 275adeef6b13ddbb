import type { ImportReport } from './import-report.ts';
import type { Importing } from './use-import.ts';

/** The tables that a refusal names: "The file holds several tables (a, b): say which one …". */
export function tablesIn(message: string): string[] {
  const [, names = ''] = /tables \((.+)\): say/.exec(message) ?? [];
  return names.split(', ').filter(Boolean);
}

/** Which of several tables is meant, one click each. */
export function TableChoices({ report, importing }: { readonly report: ImportReport; readonly importing: Importing }) {
  if (report.refusal?.reason !== 'TABLE_UNSAID') return null;
  return (
    <div className="import__actions">
      {tablesIn(report.refusal.message).map((table) => (
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
