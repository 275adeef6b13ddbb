import { useState } from 'react';
import type { EvaluationIndicator, EvaluationQuery, RowFactsFragment } from '../api/generated-late.ts';
import { leagueCsv, sortLeague, type LeagueKey, type LeagueOrder } from './league.ts';
import { useEvaluationWords } from './words.ts';

const RATES: readonly EvaluationIndicator[] = ['ON_TIME_CLOSURE', 'CLOSURE', 'REWORK', 'SECOND_DISPATCH', 'RECURRENCE'];
/** Where a small figure is the good one, the table begins with it. */
const RISING: readonly LeagueKey[] = ['rank', 'name', 'REWORK', 'SECOND_DISPATCH', 'RECURRENCE'];

interface LeagueProps {
  readonly found: EvaluationQuery['evaluation'];
  /** What the table is called as a file. */
  readonly name: string;
}

/** The table of the units: rank, score, grade, and each rate with what it was made of. */
export function League({ found, name }: LeagueProps) {
  const { w, nameOf, language } = useEvaluationWords();
  const [order, setOrder] = useState<LeagueOrder>({ key: 'rank', rising: true });
  const rows = sortLeague(found.rows, order);
  if (rows.length === 0) return <p className="empty">{w('none')}</p>;
  const titleOf = (key: LeagueKey) => (key === 'rank' || key === 'name' || key === 'score' ? w(key) : w(`rate.${key}`));
  const called = (row: RowFactsFragment, otherwise: string) =>
    row.unitName === null ? otherwise : nameOf({ name: row.unitName, nameEn: row.unitNameEn });
  const heading = (key: LeagueKey) => (
    <th key={key} scope="col" aria-sort={order.key === key ? (order.rising ? 'ascending' : 'descending') : undefined}>
      <button
        type="button"
        title={w('sort', { name: titleOf(key) })}
        onClick={() => setOrder({ key, rising: order.key === key ? !order.rising : RISING.includes(key) })}
      >
        {titleOf(key)}
        <span aria-hidden="true">{order.key === key ? (order.rising ? ' ↑' : ' ↓') : ''}</span>
      </button>
    </th>
  );
  const save = () => {
    const headings = [
      ...(['rank', 'name', 'score'] as const).map((key) => w(key)),
      w('grade'),
      ...RATES.flatMap((rate) => [w(`rate.${rate}`), '', '']),
    ];
    const lines = rows.map((row) => [
      row.rank,
      called(row, ''),
      row.score,
      row.grade && (language === 'zh' ? row.grade.titleZh : row.grade.titleEn),
      ...RATES.flatMap((rate) => {
        const found = row.rates.find(({ indicator }) => indicator === rate);
        return [found?.numerator ?? null, found?.denominator ?? null, found?.value ?? null];
      }),
    ]);
    const file = new Blob([leagueCsv(headings, lines)], { type: 'text/csv' });
    const link = Object.assign(document.createElement('a'), {
      href: URL.createObjectURL(file),
      download: `${name}.csv`,
    });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <>
      <div className="league__scroll" tabIndex={0} role="region" aria-label={w('title')}>
        <table className="league">
          <thead>
            <tr>
              {heading('rank')}
              {heading('name')}
              {heading('score')}
              <th scope="col">{w('grade')}</th>
              {RATES.map(heading)}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <LeagueRow key={row.unitCode} row={row} name={called(row, '')} />
            ))}
          </tbody>
          <tfoot>
            {found.noUnit.rates.some(({ denominator }) => denominator > 0) && (
              <LeagueRow row={found.noUnit} name={w('noUnit')} />
            )}
            <LeagueRow row={found.total} name={w('total')} />
          </tfoot>
        </table>
      </div>
      {found.rows.some(({ tooFewCases }) => tooFewCases) && (
        <p className="league__note">{w('unranked', { count: found.scheme.minimumCases })}</p>
      )}
      <p className="league__buttons">
        <button type="button" className="button button--quiet" onClick={() => window.print()}>
          {w('print')}
        </button>
        <button type="button" className="button button--quiet" onClick={save}>
          {w('save')}
        </button>
      </p>
    </>
  );
}

function LeagueRow({ row, name }: { readonly row: RowFactsFragment; readonly name: string }) {
  const { w, pick, count } = useEvaluationWords();
  return (
    <tr data-unit={row.unitCode}>
      <td className="league__rank">{row.rank ?? w('noScore')}</td>
      <th scope="row">{name}</th>
      <td>{row.score ?? w('noScore')}</td>
      <td>
        {row.grade && (
          <span className="grade">
            <span className="grade__mark" style={{ backgroundColor: row.grade.colour }} aria-hidden="true" />
            {pick(row.grade)}
          </span>
        )}
      </td>
      {RATES.map((indicator) => {
        const rate = row.rates.find((one) => one.indicator === indicator);
        if (!rate || rate.value === null) return <td key={indicator}>{w('noScore')}</td>;
        return (
          <td key={indicator} className="rate">
            <strong>{`${(rate.value * 100).toFixed(1)}%`}</strong>
            <span className="rate__of">
              {count(rate.numerator)} / {count(rate.denominator)}
            </span>
            <span className="rate__bar" aria-hidden="true">
              <span style={{ width: `${Math.min(100, rate.value * 100)}%` }} />
            </span>
          </td>
        );
      })}
    </tr>
  );
}
