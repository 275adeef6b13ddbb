import { provenanceLine } from '../i18n/provenances.ts';
import { useWords, type WordParams, type Words } from '../i18n/words.ts';
import { isMapLevel } from '../state/levels.ts';
import type { Look } from '../state/look.ts';
import { Bilingual } from '../ui/bilingual.tsx';
import { CoverageBar } from '../ui/coverage-bar.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { denominatorOf, rateOf } from './statuses.ts';
import type { LegendMatrix, LegendRow, Text } from './themes/theme.ts';
import { useFigureBasis } from './use-figure-basis.ts';
import type { PaintedLevel, PaintedState } from './use-painted.ts';
import './legend.css';

/** What the colours mean and how many areas have each, from the same answer that coloured them. */
export function Legend({ look, state }: { readonly look: Look; readonly state: PaintedState }) {
  const words = useWords();
  const { level, waiting } = state;
  if (!level) {
    return (
      <div className="legend">
        {state.problem ? (
          <p className="empty">
            {state.problem.kind === 'NOT_FOUND'
              ? words.t('legend.noData', { date: look.asOf })
              : words.t('map.statusesFailed')}
          </p>
        ) : (
          <Skeleton lines={6} />
        )}
      </div>
    );
  }
  const { painted, fillLevel } = level;
  return (
    <div className="legend" data-waiting={waiting} data-theme={level.theme.id}>
      <p className="legend__name">
        <Bilingual id={`theme.${level.theme.id}`} />
        <span className="legend__date">{look.asOf}</span>
      </p>
      <Headlines level={level} words={words} />
      <p className="legend__unit">{words.t('legend.count', { level: words.t(`levels.${fillLevel}`) })}</p>
      {painted.matrix ? (
        <Matrix matrix={painted.matrix} words={words} />
      ) : (
        <ul className="legend__rows">
          {painted.rows.map((row) => (
            <li key={row.key} className="legend__row" data-class={row.key}>
              <Swatch row={row} />
              <span>{textOf(row.text, words)}</span>
              <span className="legend__count">{words.count(row.count)}</span>
            </li>
          ))}
        </ul>
      )}
      {painted.hint && <p className="legend__hint">{textOf(painted.hint, words)}</p>}
      <Definitions look={look} level={level} words={words} />
    </div>
  );
}

function Headlines({ level, words }: { readonly level: PaintedLevel; readonly words: Words }) {
  const { t, count } = words;
  const { theme, whole } = level;
  const total = {
    issues: ['legend.issuesTotal', level.openIssues],
    party: ['legend.partyTotal', level.partyCommittees],
  } as const;
  if (theme.id === 'issues' || theme.id === 'party') {
    const [id, { all, elsewhere }] = total[theme.id];
    const params = { count: count(elsewhere), level: t(`level.${level.fillLevel}`) };
    return (
      <>
        <p className="legend__total">{t(id, { count: count(all) })}</p>
        {elsewhere > 0 && <p className="legend__fine">{t('legend.elsewhere', params)}</p>}
      </>
    );
  }
  if (!whole) return null;
  return theme.indicators.map((name) => {
    const parts = whole[name];
    const rate = rateOf(parts);
    const known = parts.covered + parts.uncovered;
    return (
      <div key={name} className="legend__headline" data-indicator={name}>
        <p className="legend__rate">{rate === null ? t('list.noNumber') : words.percent(rate)}</p>
        <div>
          {theme.indicators.length > 1 && <p>{t(`theme.${name}`)}</p>}
          <p>{t('legend.known', { known: count(known), covered: count(parts.covered) })}</p>
          <p className="legend__fine">
            {t('legend.ofDenominator', { denominator: count(denominatorOf(parts)), unknown: count(parts.unknown) })}
          </p>
        </div>
        <CoverageBar parts={parts} />
      </div>
    );
  });
}

/** What the figures above mean, and what they rest on. */
function Definitions({
  look,
  level,
  words,
}: {
  readonly look: Look;
  readonly level: PaintedLevel;
  readonly words: Words;
}) {
  const { theme, whole } = level;
  const basis = useFigureBasis(look, theme);
  const line = provenanceLine(words, basis.provenances);
  const definitions = whole ? theme.indicators.map((name) => whole[name].definition) : [];
  if (basis.definition) definitions.push(basis.definition);
  if (definitions.length === 0 && !line) return null;
  return (
    <div className="legend__definition">
      {definitions.map((definition) => (
        <p key={definition}>{definition}</p>
      ))}
      {line && <p className="legend__provenance">{line}</p>}
    </div>
  );
}

export function Swatch({ row }: { readonly row: Pick<LegendRow, 'color' | 'hatch' | 'dots'> }) {
  const kind = row.hatch ? 'swatch swatch--hatch' : row.dots ? 'swatch swatch--dots' : 'swatch';
  return <span className={kind} style={{ backgroundColor: row.color }} aria-hidden="true" />;
}

function Matrix({ matrix, words }: { readonly matrix: LegendMatrix; readonly words: Words }) {
  return (
    <table className="matrix">
      <caption className="visually-hidden">{words.t('theme.both')}</caption>
      <tbody>
        {matrix.rows.map((row) => (
          <tr key={row.cells[0]?.key}>
            <th scope="row">{textOf(row.text, words)}</th>
            {row.cells.map((cell) => (
              <td key={cell.key} data-class={cell.key} data-hatch={cell.hatch} style={{ backgroundColor: cell.color }}>
                <span>{words.count(cell.count)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" className="matrix__axis">
            {words.t('legend.matrixUp')}
            <br />
            {words.t('legend.matrixAcross')}
          </th>
          {matrix.across.map((text, i) => (
            <th key={i} scope="col">
              {textOf(text, words)}
            </th>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

function textOf(text: Text, words: Words): string {
  if ('titleZh' in text) return words.pick(text);
  return words.t(text.id, levelNamed(text.params ?? {}, words));
}

/** A level in the parameters is said in words. */
function levelNamed(params: WordParams, { t }: Words): WordParams {
  const level = params['level'];
  return typeof level === 'string' && isMapLevel(level) ? { ...params, level: t(`level.${level}`) } : params;
}
