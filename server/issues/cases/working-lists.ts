import { registerEnumType } from 'type-graphql';
import { sql, type Sql } from '../../kernel/graph/sql.ts';
import type { Viewer } from '../../kernel/access/viewer.ts';
import { isDue } from '../due-state.ts';

export const WorkingList = {
  ALL: 'ALL',
  MINE: 'MINE',
  DUE_SOON: 'DUE_SOON',
  OVERDUE: 'OVERDUE',
  TO_CHECK: 'TO_CHECK',
} as const;
export type WorkingList = (typeof WorkingList)[keyof typeof WorkingList];

registerEnumType(WorkingList, {
  name: 'WorkingList',
  description: 'Which of the cases the asking post may see.',
  valuesConfig: {
    ALL: { description: 'All of them.' },
    MINE: { description: 'Those that wait for the post: its turn has come.' },
    DUE_SOON: { description: 'Those that are nearly due.' },
    OVERDUE: { description: 'Those with a deadline that has passed.' },
    TO_CHECK: { description: 'Those that wait for a check (核查) the post may make.' },
  },
});

/** The post that asks, with the posts of its department. */
export interface Asker {
  readonly viewer: Pick<Viewer, 'kind' | 'path'>;
  readonly alsoIds: readonly number[];
}

/** What a list holds, as conditions on the case `c`. */
export function inList(list: WorkingList, asker: Asker): Sql[] {
  switch (list) {
    case 'ALL':
      return [];
    case 'MINE':
      return [waitsFor(asker)];
    case 'DUE_SOON':
      return [isDue('NEARLY_DUE')];
    case 'OVERDUE':
      return [isDue('OVERDUE')];
    case 'TO_CHECK':
      return [sql`c.holder_kind = 'CHECKER'`, waitsFor(asker)];
  }
}

/** It waits for one post, or for posts of a kind in whose area it lies; never for the handler to check itself. */
function waitsFor({ viewer: { kind, path }, alsoIds }: Asker): Sql {
  const mine = sql`coalesce(c.holder_id = any (${alsoIds}::int[]), false)`;
  const ofKind = sql`${kind}::text = any (c.holder_kinds) and c.path >= ${path} and c.path < ${`${path}0`}`;
  const notItself = sql`not (c.holder_kind = 'CHECKER' and coalesce(c.handler_id = any (${alsoIds}::int[]), false))`;
  return sql`(${mine} or ${ofKind}) and ${notItself}`;
}
