import type { ReactNode } from 'react';
import type { Look } from '../state/look.ts';
import { longitudeOf, systemsAt } from './crs-systems.ts';
import { fitsOf, titleOfSystem, type CrsFit, type ImportReport } from './import-report.ts';
import type { Importing } from './use-import.ts';
import { useExchangeWords } from './words.ts';

interface CrsChoicesProps {
  readonly look: Look;
  readonly report: ImportReport;
  readonly importing: Importing;
}

/** Where the coordinates are in doubt: each reading with how far off it lies, and one click to take it. */
export function CrsChoices({ look, report, importing }: CrsChoicesProps) {
  const { e, both } = useExchangeWords();
  const { refusal, crs } = report;
  if (!refusal?.reason.startsWith('CRS_')) return null;
  const { check, work } = importing;
  const fits = fitsOf(report);
  const declared = crs?.declared ?? null;
  const take = (name: string) => {
    const insist = name === declared;
    return (
      <button
        type="button"
        className="button button--quiet"
        disabled={work !== null}
        onClick={() => check({ crs: name, insist })}
      >
        {e(insist ? 'crs.insist' : 'crs.as', { name: both(titleOfSystem(report, name)) })}
      </button>
    );
  };
  const told = fits.map(({ crs: system }) => system);
  const more = fits.length > 0 ? [] : systemsAt(longitudeOf(look)).filter((name) => !told.includes(name));
  return (
    <div className="crs-choices">
      <FitTable fits={fits} declared={declared} take={take} />
      {more.length > 0 && (
        <div className="import__actions">
          {more.map((name) => (
            <span key={name}>{take(name)}</span>
          ))}
        </div>
      )}
    </div>
  );
}

interface FitTableProps {
  readonly fits: readonly CrsFit[];
  readonly declared: string | null;
  readonly take?: (name: string) => ReactNode;
}

/** How far the rows lie from known ones in each system: the shorter, the likelier. */
export function FitTable({ fits, declared, take }: FitTableProps) {
  const { e, count, both } = useExchangeWords();
  if (fits.length === 0) return null;
  const far = (metres: number) =>
    metres >= 1000
      ? e('crs.kilometres', { count: (metres / 1000).toFixed(1) })
      : e('crs.metres', { count: metres < 10 ? metres.toFixed(1) : count(Math.round(metres)) });
  return (
    <table className="fits">
      <thead>
        <tr>
          <th scope="col">{e('report.crs')}</th>
          <th scope="col">{e('crs.fit')}</th>
          {take && (
            <th scope="col">
              <span className="visually-hidden">{e('form.recheck')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {fits.map(({ crs: name, title, metres, rows }, i) => (
          <tr key={name} data-best={i === 0} title={e('crs.rows', { count: count(rows) })}>
            <th scope="row">
              {both(title)}
              {i === 0 && fits.length > 1 && <span className="tag fits__best">{e('crs.closest')}</span>}
              {name === declared && <span className="tag">{e('crs.declared')}</span>}
            </th>
            <td>{far(metres)}</td>
            {take && <td>{take(name)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
