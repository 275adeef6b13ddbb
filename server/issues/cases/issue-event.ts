import { Authorized, Field, Int, ObjectType } from 'type-graphql';
import { OFFICIALS, type PostKind } from '../../kernel/access/viewer.ts';
import { DateTimeScalar } from '../../kernel/graph/scalars.ts';
import { WorkflowState } from '../../workflow/workflow-version.ts';

@ObjectType('IssueEvent', {
  simpleResolvers: true,
  description: 'Something that happened to a case, for good: who, when, why, and what it did to the clocks.',
})
export class IssueEvent {
  postId!: number;
  handlerId!: number | null;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => Int, { description: 'Its number in the case, from 1.' })
  number!: number;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at!: Date;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => String, { description: 'Code of the action.' })
  action!: string;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => String, { description: 'Title of the action in Chinese.' })
  titleZh!: string;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => String, { description: 'Title of the action in English.' })
  titleEn!: string;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => WorkflowState, { nullable: true, description: 'The state before; null for the first event.' })
  from!: WorkflowState | null;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => WorkflowState, { description: 'The state after.' })
  to!: WorkflowState;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => String, { nullable: true, description: 'Why, or what was done, in the words of the post.' })
  reason!: string | null;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the stage was due from then on.' })
  stageDueAt!: Date | null;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the whole case was due from then on.' })
  overallDueAt!: Date | null;
}
