import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput } from '../kernel/graph/errors.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Late } from '../kernel/reading/late.ts';
import { rowsOf } from '../kernel/reading/rows.ts';
import { IssueCategory } from './issue-category.entity.ts';

const categoryRows = rowsOf([IssueCategory], { alias: 'k', key: 'code' });

/** Reading: the code book, by code. */
export function readCategories(asked: AskedField): Sql {
  return asked.rootMany(categoryRows, () => ({ from: sql`issue_category k`, where: [], key: sql`k.code` }));
}

/** Reading: the category whose code each row holds in this property; null where it holds none. */
export function readCategoryOf(asked: AskedField, property: string): Sql {
  return asked.oneByKey(categoryRows, property, { from: sql`issue_category k`, key: sql`k.code` });
}

/** Reading: the category an argument names, which must be in the code book. */
export function readCategory<Code extends Late<string> | null | undefined>(asked: AskedField, category: Code): Code {
  if (category != null) asked.guard(sql`exists (select from issue_category k where k.code = ${category}::text)`);
  return category;
}

export class IssueCategoryService {
  /** The code book by code. Read once per request. */
  static list(context: GraphContext): Promise<IssueCategory[]> {
    return context
      .loader<'all', IssueCategory[]>('issue categories', async (keys) => {
        const rows = await context.query<IssueCategory>(sql`
          select ${categoryRows.select} from issue_category k order by k.code collate "C"`);
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
