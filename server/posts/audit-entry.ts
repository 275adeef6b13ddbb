import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../kernel/graph/page.ts';
import { DateTimeScalar } from '../kernel/graph/scalars.ts';

@ObjectType('AuditEntry', {
  simpleResolvers: true,
  description:
    'A line of the audit log (审计日志): which post saw or changed what, and when. Lines are added and never changed.',
})
export class AuditEntry {
  @Field(() => ID, { description: 'Number of the line; it only grows.' })
  number!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: Date;

  @Field(() => String, { description: 'Code of the post.' })
  postCode!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Prefix of the API key the post acted by; null where it was none.',
  })
  apiKeyPrefix!: string | null;

  @Field(() => String, { description: 'What was done, such as SIGNED_IN, API_KEY_MADE or CASE_SEEN.' })
  action!: string;

  @Field(() => String, { description: 'To what: a code of a case, a post, a prefix of a key.' })
  subject!: string;

  @Field(() => String, { description: 'Further facts, as JSON.' })
  detail!: string;
}

export const AuditEntryConnection = connectionOf<AuditEntry>('AuditEntry', () => AuditEntry, 'line of the audit log');
