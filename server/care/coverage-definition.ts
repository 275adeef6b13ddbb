import { Language } from '../kernel/graph/language.ts';
import type { Coverage } from './coverage.ts';

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

/** What a coverage says, in one sentence each for denominator, numerator, the rest and the rate. */
export function coverageDefinition(coverage: Coverage, language: Language): string {
  return language === Language.ZH ? inChinese(coverage) : inEnglish(coverage);
}

function inChinese({
  indicator,
  population,
  asOf,
  covered,
  uncovered,
  unknown,
  denominator,
  areaName,
}: Coverage): string {
  const { title, has } = wordsZh[indicator];
  return (
    `${areaName}${title}，截至${asOf}。分母：${wordsZh[population]}，共${denominator}个；分子：其中${has}的网格，${covered}个。` +
    `经调查没有的${uncovered}个；情况不明的${unknown}个，计入分母，不作“没有”计。` +
    `比率＝分子÷（分子＋经调查没有的），即已知情况的${covered + uncovered}个网格中的占比；均不明时无比率。`
  );
}

function inEnglish({
  indicator,
  population,
  asOf,
  covered,
  uncovered,
  unknown,
  denominator,
  areaName,
}: Coverage): string {
  const { title, has } = wordsEn[indicator];
  return (
    `${title} of ${areaName} at the end of ${asOf}. Denominator: ${wordsEn[population]}, ${denominator}. ` +
    `Numerator: those of them with ${has}, ${covered}. Looked into and without it: ${uncovered}. ` +
    `Unknown: ${unknown}, part of the denominator and never counted as without. ` +
    `Rate: numerator / (numerator + looked into and without), the share among the ${covered + uncovered} grids of which it ` +
    'is known; no rate when it is known of none.'
  );
}
