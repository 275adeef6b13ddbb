import { useId } from 'react';
import { useWords } from '../i18n/words.ts';
import { isDate, quarterEnds, yearOf } from '../state/dates.ts';
import type { Look } from '../state/look.ts';
import { changeView } from '../state/view-store.ts';
import './date-control.css';

const YEARS_BACK = 2;

/** The date everything on the page speaks of: a day, an end of year, or dragged by quarters. */
export function DateControl({ look }: { readonly look: Look }) {
  const { asOf, latest } = look;
  const { figuresAsOf } = look.district;
  const { t } = useWords();
  const id = useId();
  const lastYear = yearOf(latest);
  const stops = quarterEnds(lastYear - YEARS_BACK, latest);
  const years = Array.from({ length: YEARS_BACK + 1 }, (_, i) => lastYear - YEARS_BACK + i);
  const choose = (date: string) => changeView({ asOf: date >= latest ? null : date });
  const at = Math.max(
    0,
    stops.findLastIndex((stop) => stop <= asOf),
  );
  const behind = figuresAsOf !== null && figuresAsOf < latest;

  return (
    <section className="dates" aria-label={t('date.choose')}>
      <label className="visually-hidden" htmlFor={id}>
        {t('date.label')}
      </label>
      <div className="dates__chosen">
        <input
          id={id}
          className="dates__day"
          type="date"
          value={asOf}
          max={latest}
          onChange={(event) => isDate(event.target.value) && choose(event.target.value)}
        />
        {behind && <p className="dates__hint">{t('date.asOf', { date: figuresAsOf })}</p>}
      </div>
      <div className="dates__track">
        <input
          type="range"
          aria-label={t('date.quarter')}
          aria-valuetext={stops[at]}
          min={0}
          max={stops.length - 1}
          step={1}
          value={at}
          onChange={(event) => choose(stops[Number(event.target.value)] ?? latest)}
        />
        <ol className="dates__years">
          {years.map((year) => {
            const end = `${year}-12-31` < latest ? `${year}-12-31` : latest;
            return (
              <li key={year}>
                <button type="button" aria-pressed={asOf === end} onClick={() => choose(end)}>
                  {end.endsWith('12-31') ? t('date.yearEnd', { year }) : t('date.latest')}
                </button>
              </li>
            );
          })}
        </ol>
      </div>
    </section>
  );
}
