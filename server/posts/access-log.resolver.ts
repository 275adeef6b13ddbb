import { Arg, Args, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { PostKind } from '../kernel/access/viewer.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { textArgument } from '../kernel/graph/errors.ts';
import { listPage, PageArgs, type Page } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { AuditEntry, AuditEntryConnection } from './audit-entry.ts';

@Resolver(() => AuditEntry)
export class AccessLogResolver {
  @Authorized<PostKind>(PostKind.ADMINISTRATOR)
  @Query(() => AuditEntryConnection, { description: 'The audit log of the district, the newest line first.' })
  auditEntries(
    @Ctx() context: GraphContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('action', () => String, { nullable: true, description: 'Only what was done, such as SIGNED_IN.' })
    action?: string | null,
    @Arg('subject', () => String, { nullable: true, description: 'Only what was done to this.' })
    subject?: string | null,
  ): Page<AuditEntry> {
    const where: Sql[] = [];
    if (action != null) where.push(sql`e.action = ${textArgument('action', action, 40)}`);
    if (subject != null) where.push(sql`e.subject = ${textArgument('subject', subject, 200)}`);
    // A page sorts by a text that grows: the last number comes first. Which lines there are is the database's to say.
    const key = sql`lpad((9000000000000000 - e.id)::text, 16, '0')`;
    const select = sql`e.id::text as number, e.at, e.post_code as "postCode", e.api_key_prefix as "apiKeyPrefix", e.action,
      e.subject, e.detail::text as detail`;
    return listPage(context, { select, from: sql`audit_entry e`, where, key }, page, (row: AuditEntry) =>
      Object.assign(new AuditEntry(), row),
    );
  }
}
