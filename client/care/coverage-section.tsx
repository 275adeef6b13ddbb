import { AreaCoverageDocument, type AreaCoverageQuery } from '../api/generated.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../i18n/words.ts';
import type { Look } from '../state/look.ts';
import { CoverageBar } from '../ui/coverage-bar.tsx';
import { FigureDefinition } from '../ui/figure-definition.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Section } from '../ui/section.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import './coverage-section.css';

type Facts = NonNullable<AreaCoverageQuery['area']>['committee'];

/** Both coverages of a place: rate, what it is a rate of, and how much is not known. */
export function CoverageSection({ look, code }: { readonly look: Look; readonly code: string }) {
  const { t } = useWords();
  const { population, language } = look.view;
  const variables = { code, asOf: look.asOf, population, language: language === 'zh' ? 'ZH' : 'EN' } as const;
  const answer = useAnswer(AreaCoverageDocument, variables, (before) => before.area?.code === code);
  const area = answer.data?.area;
  return (
    <Section
      title="coverage.title"
      aside={<span className="tag">{t(`population.${population}`)}</span>}
      exports={
        area && [
          {
            layer: 'grids',
            filters: { within: code, ...(population !== 'ALL_GRIDS' && { population }) },
            count: area.committee.denominator,
            parts: area,
          },
        ]
      }
    >
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.retry} />}
      {!area && answer.waiting && <Skeleton lines={6} />}
      {area && (
        <div className="coverages" data-waiting={answer.waiting}>
          <CoverageFigure indicator="OWNERS_COMMITTEE" facts={area.committee} />
          <CoverageFigure indicator="PROPERTY_SERVICE" facts={area.property} />
        </div>
      )}
    </Section>
  );
}

interface FigureProps {
  readonly indicator: 'OWNERS_COMMITTEE' | 'PROPERTY_SERVICE';
  readonly facts: Facts;
}

function CoverageFigure({ indicator, facts }: FigureProps) {
  const { t, beside, other, count, percent } = useWords();
  const { covered, uncovered, unknown, denominator, rate, definition, provenances } = facts;
  const title = t(`coverage.${indicator}`);
  return (
    <figure className="coverage" data-indicator={indicator}>
      <figcaption className="coverage__title">
        {title}{' '}
        <span className="gloss" lang={other === 'zh' ? 'zh-Hans' : 'en'}>
          {beside(`coverage.${indicator}`)}
        </span>
      </figcaption>
      {denominator === 0 ? (
        <p className="empty">{t('coverage.none')}</p>
      ) : (
        <>
          <p className="coverage__figure">
            <strong className="coverage__rate">{rate === null ? t('list.noNumber') : percent(rate)}</strong>
            <span className="coverage__fraction">
              {t('coverage.fraction', { covered: count(covered), known: count(covered + uncovered) })}{' '}
              <small>{t('coverage.known')}</small>
            </span>
          </p>
          <CoverageBar parts={facts} label={t('coverage.bar', { title, covered, uncovered, unknown, denominator })} />
          <ul className="coverage__parts">
            <li className="coverage__part coverage__part--covered">
              {t('state.COVERED')} <b>{count(covered)}</b>
            </li>
            <li className="coverage__part coverage__part--uncovered">
              {t('state.UNCOVERED')} <b>{count(uncovered)}</b>
            </li>
            <li className="coverage__part coverage__part--unknown">
              {t('state.UNKNOWN')} <b>{count(unknown)}</b>
            </li>
            <li className="coverage__all">{t('coverage.denominator', { count: count(denominator) })}</li>
          </ul>
        </>
      )}
      <FigureDefinition definition={definition} provenances={provenances} />
    </figure>
  );
}
