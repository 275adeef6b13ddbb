import { definitionText, slot, type DefinitionWords } from '../kernel/graph/definition-words.ts';
import { Language } from '../kernel/graph/language.ts';
import type { Coverage, CoverageIndicator, CoveragePopulation } from './coverage.ts';

const wordsZh = {
  OWNERS_COMMITTEE: { title: '业委会（自管会）覆盖率', has: '有业委会或自管会在任' },
  PROPERTY_SERVICE: { title: '物业服务覆盖率', has: '有物业服务（含试用期；由整个网格承接，或其中每个楼院均有服务）' },
  ALL_GRIDS: '全部网格',
  GRIDS_RENEWED_WITHIN_FIVE_YEARS: '近五年内有楼院完成旧改的网格',
} as const;

const wordsEn = {
  OWNERS_COMMITTEE: {
    title: "Owners' committee coverage",
    has: "an owners' committee or self-management committee in office",
  },
  PROPERTY_SERVICE: {
    title: 'Property service coverage',
    has: 'property service, on trial or in force, for the grid as a whole or for every one of its yards',
  },
  ALL_GRIDS: 'all grids',
  GRIDS_RENEWED_WITHIN_FIVE_YEARS:
    'all grids with a yard whose renewal was completed within the five years up to that day',
} as const;

/** What a definition says of a particular coverage. */
export type DefinitionSlot = 'areaName' | 'asOf' | 'covered' | 'uncovered' | 'unknown' | 'denominator' | 'known';

/** What a coverage says, in one sentence each for denominator, numerator, the rest and the rate: words and slots in turn. */
export function definitionParts(
  indicator: CoverageIndicator,
  population: CoveragePopulation,
  language: Language,
): DefinitionWords<DefinitionSlot> {
  return language === Language.ZH ? inChinese(indicator, population) : inEnglish(indicator, population);
}

/** The definition of a coverage. */
export function coverageDefinition(coverage: Coverage, language: Language): string {
  const values = { ...coverage, known: coverage.covered + coverage.uncovered };
  return definitionText(definitionParts(coverage.indicator, coverage.population, language), values);
}

/** What the columns of a coverage count, for each area of a map. */
export function columnsDefinition(
  { indicator, population, asOf }: Pick<Coverage, 'indicator' | 'population' | 'asOf'>,
  language: Language,
): string {
  if (language === Language.ZH) {
    const { title, has } = wordsZh[indicator];
    return (
      `各区域${title}的网格数，截至${asOf}。分母：区域内${wordsZh[population]}；分子：其中${has}的网格。` +
      '经调查没有的单列；情况不明的单列，计入分母，不作“没有”计。比率＝分子÷（分子＋经调查没有的）；均不明时无比率。'
    );
  }
  const { title, has } = wordsEn[indicator];
  return (
    `${title} of each area at the end of ${asOf}, in grids. Denominator: ${wordsEn[population]} within the area. Numerator: ` +
    `those of them with ${has}. Those looked into and without it, and the unknown, are told apart; the unknown are part of the ` +
    'denominator and never counted as without. Rate: numerator / (numerator + looked into and without); no rate when it is ' +
    'known of none.'
  );
}

function inChinese(indicator: CoverageIndicator, population: CoveragePopulation) {
  const { title, has } = wordsZh[indicator];
  return [
    ...[slot('areaName'), `${title}，截至`, slot('asOf'), `。分母：${wordsZh[population]}，共`, slot('denominator')],
    ...[`个；分子：其中${has}的网格，`, slot('covered'), '个。经调查没有的', slot('uncovered'), '个；情况不明的'],
    ...[slot('unknown'), '个，计入分母，不作“没有”计。比率＝分子÷（分子＋经调查没有的），即已知情况的', slot('known')],
    '个网格中的占比；均不明时无比率。',
  ];
}

function inEnglish(indicator: CoverageIndicator, population: CoveragePopulation) {
  const { title, has } = wordsEn[indicator];
  return [
    ...[`${title} of `, slot('areaName'), ' at the end of ', slot('asOf'), `. Denominator: ${wordsEn[population]}, `],
    ...[
      slot('denominator'),
      `. Numerator: those of them with ${has}, `,
      slot('covered'),
      '. Looked into and without it: ',
    ],
    ...[slot('uncovered'), '. Unknown: ', slot('unknown'), ', part of the denominator and never counted as without. '],
    'Rate: numerator / (numerator + looked into and without), the share among the ',
    slot('known'),
    ' grids of which it is known; no rate when it is known of none.',
  ];
}
