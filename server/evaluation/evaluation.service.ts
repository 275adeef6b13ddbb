import type { EntityManager } from 'typeorm';
import { AuditService } from '../kernel/access/audit.service.ts';
import { once, onceForAll, type Once, type Receipt } from '../kernel/access/once.ts';
import type { Viewer } from '../kernel/access/viewer.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput, conflict, forbidden, unauthenticated } from '../kernel/graph/errors.ts';
import type { Provenance } from '../kernel/graph/provenance.ts';
import { Sql, sql } from '../kernel/graph/sql.ts';
import type { Area } from '../land/area.entity.ts';
import { getAreaByCode } from '../land/area.service.ts';
import { placeOf } from '../land/within.ts';
import { FACTS, rowOf, scoredRows, toRow, UNITS, type FactsRow, type ScoredRow } from './evaluation-rows.ts';
import type { Evaluation, EvaluationPeriod, EvaluationUnit } from './evaluation.types.ts';
import type { ScoreScheme } from './score-scheme.ts';
import { ScoreSchemeService, toScheme } from './score-scheme.service.ts';

/** A period longer than this is no period of an evaluation. */
const MAX_DAYS = 1100;
const LEVELS: readonly string[] = ['DISTRICT', 'SUBDISTRICT', 'COMMUNITY'];

export interface PeriodQuestion {
  readonly within: string;
  readonly from: string;
  readonly to: string;
  readonly scheme?: string | null | undefined;
}

interface FrozenPeriod {
  id: number;
  within: string;
  from: string;
  to: string;
  frozenAt: Date;
  key: string;
  version: number;
}

interface Frozen extends Receipt {
  readonly period: number;
  /** Key of the scheme they were scored by. */
  readonly scheme: string;
}

const columnsOfPeriod = sql`p.id, p.within_code as within, p.from_day as "from", p.to_day as "to", p.frozen_at as "frozenAt",
  p.scheme_key as key, p.scheme_version as version`;

/** The counting stands in one place, the function of the database; it sees every case of the district and shows none. */
function factsOf({ within, from, to }: PeriodQuestion, unit: EvaluationUnit, seenAt: Date): Sql {
  return sql`select ${new Sql([FACTS], [])} from evaluation_facts(${within}, ${from}::date, ${to}::date, ${unit}, ${seenAt})`;
}

export class EvaluationService {
  /** The units of an area compared: as they were frozen, or as the cases stand now. */
  static async evaluate(context: GraphContext, question: PeriodQuestion, unit: EvaluationUnit): Promise<Evaluation> {
    const area = await this.checked(context, question);
    const [frozen] = await this.frozenPeriods(
      context,
      sql`p.within_code = ${question.within} and p.from_day = ${question.from}::date and p.to_day = ${question.to}::date
        and p.scheme_key = coalesce(${question.scheme ?? null}::text, p.scheme_key)`,
    );
    if (frozen) {
      const scheme = await ScoreSchemeService.get(context, frozen.key, frozen.version);
      return told(question, unit, scheme, await this.kept(context, frozen.id, unit), frozen.frozenAt);
    }
    const scheme = await ScoreSchemeService.inForce(context, area.districtCode, question.to, question.scheme);
    const facts = await context.query<FactsRow>(factsOf(question, unit, new Date()));
    return told(question, unit, scheme, scoredRows(scheme, facts), null);
  }

  /** Every issue reported in the period within the area, as the public lists have them. */
  static async reportedIssues(context: GraphContext, { within, from, to }: Evaluation): Promise<number> {
    const asOf = to < context.today ? to : context.today;
    const area = await getAreaByCode(context, within, asOf, 'within');
    const [row] = await context.query<{ count: number }>(sql`
      select count(*)::int as count from issue i ${placeOf('i.area_id', asOf, area)}
      where i.reported_on >= ${from}::date and i.reported_on <= ${asOf}::date`);
    return row?.count ?? 0;
  }

  /** The provenances of the cases that were counted, as the function of the database that counts takes them. */
  static async provenances(context: GraphContext, { within, from, to, frozenAt }: Evaluation): Promise<Provenance[]> {
    const [row] = await context.query<{ provenances: Provenance[] }>(sql`
      select evaluation_provenances(${within}, ${from}::date, ${to}::date, ${frozenAt ?? new Date()}) as provenances`);
    return row?.provenances ?? [];
  }

  /** The frozen periods of an area, the latest first. */
  static async periods(context: GraphContext, within: string): Promise<EvaluationPeriod[]> {
    await this.placeOf(context, within, context.today);
    const found = await this.frozenPeriods(context, sql`p.within_code = ${within}`);
    return Promise.all(
      found.map(async ({ key, version, ...period }) => ({
        ...period,
        scheme: toScheme(await ScoreSchemeService.get(context, key, version)),
      })),
    );
  }

  /** Freezes the results of all units of a period that is over, for good; once for a key. */
  static async freeze(
    context: GraphContext,
    question: PeriodQuestion,
    unit: EvaluationUnit,
    key: string,
  ): Promise<Evaluation> {
    const { within, from, to, scheme: asked = null } = question;
    const act = { key, operation: 'freezeEvaluation', input: { within, from, to, scheme: asked } };
    const { scheme } = await onceForAll(context, act, () => this.makeFrozen(context, question, act));
    return this.evaluate(context, { ...question, scheme }, unit);
  }

  private static async makeFrozen(context: GraphContext, question: PeriodQuestion, act: Once<Frozen>): Promise<Frozen> {
    const { to, scheme: asked = null } = question;
    const area = await this.checked(context, question);
    if (to >= context.today) {
      throw badInput('to', `The period is not over: it can be frozen from the day after ${to}.`);
    }
    const scheme = await ScoreSchemeService.inForce(context, area.districtCode, to, asked);
    return context.change((manager, viewer) =>
      once(manager, viewer, act, () => this.writeResults(manager, viewer, question, area.districtCode, scheme)),
    );
  }

  private static async writeResults(
    manager: EntityManager,
    viewer: Viewer,
    question: PeriodQuestion,
    district: string,
    scheme: ScoreScheme,
  ): Promise<Frozen> {
    const { within, from, to } = question;
    const [period] = await manager.query<{ id: number; frozen_at: Date }[]>(
      `insert into evaluation_period (district_code, within_code, from_day, to_day, scheme_key, scheme_version, frozen_by)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id, frozen_at`,
      [district, within, from, to, scheme.key, scheme.version, viewer.postId],
    );
    if (!period) {
      throw conflict(`The period from ${from} to ${to} is frozen already: its results do not change any more.`);
    }
    for (const unit of UNITS) {
      const { text, params } = factsOf(question, unit, period.frozen_at);
      const rows = scoredRows(scheme, await manager.query<FactsRow[]>(text, params));
      await manager.query(
        `insert into evaluation_result (period_id, unit, number, kind, unit_code, unit_name, unit_name_en, counts, points, score, grade, rank)
         select $1, $2, r.number, r.row->>'kind', r.row->>'unitCode', r.row->>'unitName', r.row->>'unitNameEn', r.row->'counts',
           r.row->'points', (r.row->>'score')::numeric, r.row->>'grade', (r.row->>'rank')::integer
         from jsonb_array_elements($3::jsonb) with ordinality r (row, number)`,
        [period.id, unit, JSON.stringify(rows)],
      );
    }
    const about = { from, to, scheme: `${scheme.key} ${scheme.version}` };
    await AuditService.note({ manager, viewer }, 'EVALUATION_FROZEN', within, about);
    return { period: period.id, scheme: scheme.key };
  }

  private static async checked(context: GraphContext, { within, from, to }: PeriodQuestion): Promise<Area> {
    if (from > to) throw badInput('from', '"from" must not be after "to".');
    if ((Date.parse(to) - Date.parse(from)) / 86_400_000 >= MAX_DAYS) {
      throw badInput('from', `A period has ${MAX_DAYS} days at most.`);
    }
    if (from > context.today) throw badInput('from', 'The period has not begun: "from" must not be after today.');
    return this.placeOf(context, within, to < context.today ? to : context.today);
  }

  private static async placeOf(context: GraphContext, within: string, day: string): Promise<Area> {
    const { viewer } = context;
    if (!viewer) throw unauthenticated();
    const area = await getAreaByCode(context, within, day, 'within');
    if (!LEVELS.includes(area.level)) {
      throw badInput('within', '"within" takes the code of a district, a subdistrict or a community.');
    }
    if (area.districtCode !== viewer.districtCode) {
      throw forbidden('The evaluations of a district are for posts of that district.');
    }
    return area;
  }

  private static frozenPeriods(context: GraphContext, condition: Sql): Promise<FrozenPeriod[]> {
    return context.query<FrozenPeriod>(sql`
      select ${columnsOfPeriod} from evaluation_period p where ${condition} order by p.to_day desc, p.from_day desc, p.id desc`);
  }

  private static kept(context: GraphContext, period: number, unit: EvaluationUnit): Promise<ScoredRow[]> {
    return context.query<ScoredRow>(sql`
      select kind, unit_code as "unitCode", unit_name as "unitName", unit_name_en as "unitNameEn", counts, points,
        score::float8 as score, grade, rank
      from evaluation_result where period_id = ${period}::int and unit = ${unit} order by number`);
  }
}

function told(
  { within, from, to }: PeriodQuestion,
  unit: EvaluationUnit,
  scheme: ScoreScheme,
  rows: readonly ScoredRow[],
  frozenAt: Date | null,
): Evaluation {
  return {
    ...{ within, from, to, unit, frozenAt, scheme: toScheme(scheme) },
    rows: rows.filter(({ kind }) => kind === 'UNIT').map((row) => toRow(scheme, row)),
    noUnit: rowOf(scheme, rows, 'NO_UNIT'),
    total: rowOf(scheme, rows, 'TOTAL'),
  };
}
