import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput } from '../kernel/graph/errors.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { IssueCategory } from './issue-category.entity.ts';

export class IssueCategoryService {
  /** The code book by code. Read once per request. */
  static list(context: GraphContext): Promise<IssueCategory[]> {
    return context
      .loader<'all', IssueCategory[]>('issue categories', async (keys) => {
        const rows = await context.query<IssueCategory>(sql`
          select code, parent_code as "parentCode", kind, title_zh as "titleZh", title_en as "titleEn"
          from issue_category order by code collate "C"`);
        return keys.map(() => rows);
      })
      .load('all');
  }

  static async get(context: GraphContext, code: string): Promise<IssueCategory> {
    const category = (await this.list(context)).find((each) => each.code === code);
    if (!category) throw new Error(`No issue category ${code}`);
    return category;
  }

  /** Refuses a category that is not in the code book. */
  static async check(context: GraphContext, category: string | null | undefined): Promise<void> {
    if (category == null) return;
    if (!(await this.list(context)).some(({ code }) => code === category)) {
      throw badInput('category', '"category" is not the code of a category. Ask issueCategories for the code book.');
    }
  }
}
