import { Field, InputType } from 'type-graphql';
import { DateScalar } from '../kernel/graph/scalars.ts';

@InputType('PublishHardIssueInput', { description: 'A new hard issue (发榜).' })
export class PublishHardIssueInput {
  @Field(() => String, { description: 'What it is about, in at most 100 characters.' })
  title!: string;

  @Field(() => String, {
    description: 'What has to be solved, in at most 2000 characters. Nothing that points at a person: that is refused.',
  })
  text!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Code of the area it is about. Left out: the area of the issue it is promoted from.',
  })
  areaCode?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day by which it is to be solved.' })
  dueOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of the issue whose case was promoted to a hard issue (PROMOTE).',
  })
  promotedFrom?: string | null;
}
