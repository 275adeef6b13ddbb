/** From counts to points, a score, a grade and ranks. Pure. */
import { fractionOf, numberOf, valueOf, type Counts } from './indicators.ts';
import type { ScoreGrade, ScoreItem, ScoreScheme } from './score-scheme.ts';

/** The points of an item; null where its rate is unknown. */
export interface ItemPoints {
  readonly item: string;
  readonly points: number | null;
}

export interface Score {
  readonly points: readonly ItemPoints[];
  /** Null where there is nothing to judge by. */
  readonly score: number | null;
  readonly grade: ScoreGrade | null;
}

/** Scores are told, compared and ranked with two decimals. */
const rounded = (points: number): number => Math.round((points + Number.EPSILON) * 100) / 100;

function pointsOf(item: ScoreItem, counts: Counts): number | null {
  if (item.formula === 'COUNT_DEDUCT') {
    return Math.max(item.floor, item.weight - item.deduction * numberOf(item.count, counts));
  }
  const rate = valueOf(fractionOf(item.indicator, counts));
  if (rate === null) return null;
  if (item.formula === 'STEPS') return item.steps.find(({ from }) => rate >= from)?.points ?? 0;
  return item.weight * (item.formula === 'RATE' ? rate : 1 - rate);
}

/** What a scheme makes of a unit's counts. Without any rate that is known there is no score. */
export function scoreOf(scheme: ScoreScheme, counts: Counts): Score {
  const points = scheme.items.map((item) => ({ item, points: pointsOf(item, counts) }));
  const told = points.map(({ item, points: of }) => ({
    item: item.code,
    points: of === null ? null : rounded(of),
  }));
  const known = points.filter((each): each is { item: ScoreItem; points: number } => each.points !== null);
  const rates = scheme.items.some(({ formula }) => formula !== 'COUNT_DEDUCT');
  const judged = known.some(({ item }) => item.formula !== 'COUNT_DEDUCT') || !rates;
  const complete = known.length === points.length;
  if (!judged || (!complete && scheme.unknown === 'NO_SCORE')) return { points: told, score: null, grade: null };
  const weights = (items: readonly { item: ScoreItem }[]): number =>
    items.reduce((sum, { item }) => sum + item.weight, 0);
  // What is known stands for what is not, in proportion to the weights.
  const scale = weights(points) / weights(known);
  const sum = known.reduce((all, { points: of }) => all + of, 0) * scale;
  const score = rounded(Math.min(scheme.cap, Math.max(scheme.floor, sum)));
  return { points: told, score, grade: scheme.grades.find(({ from }) => score >= from) ?? null };
}

/** The rank of each score, the highest first; those alike share a rank, and the next one is skipped. Without a score no rank. */
export function ranksOf(scores: readonly (number | null)[]): (number | null)[] {
  return scores.map((score) =>
    score === null ? null : 1 + scores.filter((other) => other !== null && other > score).length,
  );
}
