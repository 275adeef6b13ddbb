import { holdsAt } from '../../kernel/graph/as-of.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { allOf, sql } from '../../kernel/graph/sql.ts';
import type { WorkflowDefinition } from '../../workflow/definition.ts';
import { toVersion, type WorkflowVersion } from '../../workflow/workflow-version.ts';
import { IssueCategoryService } from '../issue-category.service.ts';
import type { DeadlinePolicy, DeadlineRule, Situation } from './code-books.ts';

export class SituationService {
  /** The whole code book, by code. Read once per request. */
  static list(context: GraphContext): Promise<Situation[]> {
    return context
      .loader<'all', Situation[]>('situations', async (keys) => {
        const rows = await context.query<Situation>(sql`
          select code, title_zh as "titleZh", title_en as "titleEn" from situation order by code`);
        return keys.map(() => rows);
      })
      .load('all');
  }

  static async get(context: GraphContext, code: string): Promise<Situation> {
    const situation = (await this.list(context)).find((each) => each.code === code);
    if (!situation) throw new Error(`No situation ${code}`);
    return situation;
  }
}

export class WorkflowService {
  static async list(context: GraphContext): Promise<WorkflowVersion[]> {
    const rows = await context.query<{ definition: WorkflowDefinition }>(sql`
      select definition from workflow_definition order by key, version`);
    return rows.map(({ definition }) => toVersion(definition));
  }
}

export class DeadlineService {
  static policies(context: GraphContext): Promise<DeadlinePolicy[]> {
    return context.query<DeadlinePolicy>(sql`
      select code, title_zh as "titleZh", title_en as "titleEn", meaning from deadline_policy order by code collate "C"`);
  }

  /** The deadlines at the date; with a category all that may hold for it. */
  static async rules(
    context: GraphContext,
    category: string | null | undefined,
    asOf: string,
  ): Promise<DeadlineRule[]> {
    await IssueCategoryService.check(context, category);
    const forCategory =
      category == null ? [] : [sql`r.category_code is null or starts_with(${category}::text, r.category_code)`];
    const rows = await context.query<
      Omit<DeadlineRule, 'situation' | 'policy'> & { situationCode: string | null; policyCode: string | null }
    >(sql`
      select r.district_code as "districtCode", r.category_code as "categoryCode", r.situation_code as "situationCode", r.stage,
        r.amount::float8 as amount, r.unit, r.nearly_share::float8 as "nearlyShare", r.nearly_minutes as "nearlyMinutes",
        r.policy_code as "policyCode", r.valid_from::text as "validFrom"
      from deadline_rule r
      where ${allOf([holdsAt('r', asOf), ...forCategory])}
      order by r.stage, r.category_code nulls first, r.situation_code nulls first, r.district_code nulls first`);
    const situations = new Map((await SituationService.list(context)).map((each) => [each.code, each]));
    const policies = new Map((await this.policies(context)).map((each) => [each.code, each]));
    return rows.map(({ situationCode, policyCode, ...rule }) => ({
      ...rule,
      situation: situations.get(situationCode ?? '') ?? null,
      policy: policies.get(policyCode ?? '') ?? null,
    }));
  }
}
