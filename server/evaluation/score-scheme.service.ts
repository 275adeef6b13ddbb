import type { EntityManager } from 'typeorm';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput, notFound, textArgument } from '../kernel/graph/errors.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { checkScheme, SchemeWrong, type ScoreGrade, type ScoreScheme } from './score-scheme.ts';
import type { ScoreGradeType, ScoreSchemeType } from './score-scheme.types.ts';

export { checkScheme, SchemeWrong };

export function toGrade({ code, title, from, colour }: ScoreGrade): ScoreGradeType {
  return { code, titleZh: title.zh, titleEn: title.en, from, colour };
}

export function toScheme(scheme: ScoreScheme): ScoreSchemeType {
  const { key, version, title, district, validFrom, floor, cap, minimumCases = 0, items, grades } = scheme;
  return {
    ...{ key, version, titleZh: title.zh, titleEn: title.en, districtCode: district, validFrom, floor, cap },
    minimumCases,
    items: items.map((item) => ({
      code: item.code,
      titleZh: item.title.zh,
      titleEn: item.title.en,
      formula: item.formula,
      weight: item.weight,
      indicator: item.formula === 'COUNT_DEDUCT' ? null : item.indicator,
      count: item.formula === 'COUNT_DEDUCT' ? item.count : null,
      deduction: item.formula === 'COUNT_DEDUCT' ? item.deduction : null,
      floor: item.formula === 'COUNT_DEDUCT' ? item.floor : null,
      steps: item.formula === 'STEPS' ? item.steps : null,
    })),
    grades: grades.map(toGrade),
  };
}

export class ScoreSchemeService {
  /** Takes in a scheme. The same again changes nothing; another under the same version is refused. Throws SchemeWrong. */
  static async load(manager: EntityManager, given: unknown): Promise<ScoreScheme> {
    const scheme = checkScheme(given);
    const { key, version, district, validFrom } = scheme;
    await manager.query(
      `insert into score_scheme (key, version, district_code, valid_from, definition) values ($1, $2, $3, $4, $5)
       on conflict (key, version) do nothing`,
      [key, version, district, validFrom, scheme],
    );
    const same = await manager.query<unknown[]>(
      `select from score_scheme where key = $1 and version = $2 and definition = $3`,
      [key, version, scheme],
    );
    if (same.length === 0) {
      throw new SchemeWrong([
        `Version ${version} of "${key}" is known and says something else: give a changed scheme the next version.`,
      ]);
    }
    return scheme;
  }

  /** Every scheme by key, the newest version first. */
  static list(context: GraphContext): Promise<ScoreScheme[]> {
    return schemes(context, sql`select definition from score_scheme order by key collate "C", version desc`);
  }

  /** The version of a frozen period. */
  static async get(context: GraphContext, key: string, version: number): Promise<ScoreScheme> {
    const [scheme] = await schemes(
      context,
      sql`select definition from score_scheme where key = ${key} and version = ${version}::int`,
    );
    if (!scheme) throw new Error(`There is no score scheme ${key} ${version}`);
    return scheme;
  }

  /**
   * The scheme for a district and the last day of a period: one of its own goes before one for all, the later before the
   * earlier. With a key only versions of it.
   */
  static async inForce(
    context: GraphContext,
    district: string,
    to: string,
    key: string | null | undefined,
  ): Promise<ScoreScheme> {
    const asked = key == null ? null : textArgument('scheme', key, 40);
    const [scheme] = await schemes(
      context,
      sql`
        select definition from score_scheme
        where valid_from <= ${to}::date and coalesce(key = ${asked}::text, district_code is null or district_code = ${district})
        order by district_code nulls last, valid_from desc, version desc, key collate "C" limit 1`,
    );
    if (scheme) return scheme;
    if (asked === null)
      throw badInput('to', `No score scheme holds for a period that ends on ${to}. Ask scoreSchemes.`);
    throw notFound('scheme', `There is no score scheme "${asked}" for a period that ends on ${to}. Ask scoreSchemes.`);
  }
}

async function schemes(context: GraphContext, statement: Sql): Promise<ScoreScheme[]> {
  const rows = await context.query<{ definition: ScoreScheme }>(statement);
  return rows.map(({ definition }) => definition);
}
