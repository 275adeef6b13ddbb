/** From counted cases to the rows of a league, and to what is kept of them. */
import { casesJudged, COUNTS, EvaluationIndicator, fractionOf, valueOf, type Counts } from './indicators.ts';
import { ranksOf, scoreOf, type ItemPoints } from './score.ts';
import type { ScoreScheme } from './score-scheme.ts';
import { toGrade } from './score-scheme.service.ts';
import type { EvaluationRow, EvaluationUnit } from './evaluation.types.ts';

export type RowKind = 'UNIT' | 'NO_UNIT' | 'TOTAL';

/** A row of `evaluation_facts`. */
export interface FactsRow {
  readonly kind: RowKind;
  readonly unitCode: string | null;
  readonly unitName: string | null;
  readonly unitNameEn: string | null;
  readonly counts: Counts;
}

/** A row with what the scheme made of it: what is frozen. */
export interface ScoredRow extends FactsRow {
  readonly points: readonly ItemPoints[];
  readonly score: number | null;
  readonly grade: string | null;
  readonly rank: number | null;
}

/** The columns of `evaluation_facts`, in the names of the graph. */
export const FACTS = `kind, unit_code as "unitCode", unit_name as "unitName", unit_name_en as "unitNameEn",
  jsonb_build_object(${COUNTS.map((count) => `'${count}', ${count.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`).join(', ')}) as counts`;

const NOTHING = Object.fromEntries(COUNTS.map((count) => [count, 0])) as Counts;

/** The league: units by rank, then by code, the cases of no unit, and all together. */
export function scoredRows(scheme: ScoreScheme, facts: readonly FactsRow[]): ScoredRow[] {
  const judged = facts.map((row) => ({ row, ...scoreOf(scheme, row.counts) }));
  const units = judged.filter(({ row }) => row.kind === 'UNIT');
  const ranked = units.map(({ row, score }) => (tooFew(scheme, row.counts) ? null : score));
  const ranks = new Map(ranksOf(ranked).map((rank, i) => [units[i]?.row, rank]));
  const last = units.length + 1;
  return judged
    .map(({ row, points, score, grade }) => ({
      ...row,
      points,
      score,
      grade: grade?.code ?? null,
      rank: ranks.get(row) ?? null,
    }))
    .sort(
      (a, b) => order(a.kind) - order(b.kind) || (a.rank ?? last) - (b.rank ?? last) || compare(a.unitCode, b.unitCode),
    );
}

/** Whether the cases are too few for a rank: 0 of 1 is no better than 3 of 300. */
const tooFew = ({ minimumCases = 0 }: ScoreScheme, counts: Counts): boolean => casesJudged(counts) < minimumCases;

const order = (kind: RowKind): number => ['UNIT', 'NO_UNIT', 'TOTAL'].indexOf(kind);
const compare = (a: string | null, b: string | null): number => ((a ?? '') < (b ?? '') ? -1 : 1);

/** The row of that kind; with nothing counted where there is none. */
export function rowOf(scheme: ScoreScheme, rows: readonly ScoredRow[], kind: 'NO_UNIT' | 'TOTAL'): EvaluationRow {
  const nothing = { kind, unitCode: null, unitName: null, unitNameEn: null, counts: NOTHING };
  const [row] = [...rows.filter((each) => each.kind === kind), ...scoredRows(scheme, [nothing])];
  if (!row) throw new Error('A list of one row has no row');
  return toRow(scheme, row);
}

export function toRow(scheme: ScoreScheme, row: ScoredRow): EvaluationRow {
  const grade = scheme.grades.find(({ code }) => code === row.grade);
  return {
    unitCode: row.unitCode,
    unitName: row.unitName,
    unitNameEn: row.unitNameEn,
    rank: row.rank,
    tooFewCases: row.kind === 'UNIT' && tooFew(scheme, row.counts),
    score: row.score,
    grade: grade ? toGrade(grade) : null,
    rates: Object.values(EvaluationIndicator).map((indicator) => {
      const fraction = fractionOf(indicator, row.counts);
      return { indicator, ...fraction, value: valueOf(fraction) };
    }),
    counts: row.counts,
    points: row.points,
  };
}

/** What is counted for each unit of a frozen period, one after the other. */
export const UNITS: readonly EvaluationUnit[] = ['SUBDISTRICT', 'COMMUNITY', 'DEPARTMENT'];
