import { Authorized, Field, ID, Int, ObjectType } from 'type-graphql';
import { OFFICIALS, type PostKind } from '../../kernel/access/viewer.ts';
import { DateTimeScalar } from '../../kernel/graph/scalars.ts';

@ObjectType('IssueImage', {
  simpleResolvers: true,
  description:
    'An image of a case: for the posts that work on it. Drawn anew when it came in: without where and when it was taken.',
})
export class IssueImage {
  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => ID, { description: 'Its number.' })
  id!: string;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => Int, { description: 'Pixels from left to right.' })
  width!: number;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => Int, { description: 'Pixels from top to bottom.' })
  height!: number;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => Int, { description: 'Size in bytes.' })
  byteCount!: number;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => DateTimeScalar, { description: 'When it was added.' })
  addedAt!: Date;

  @Authorized<PostKind>(...OFFICIALS)
  @Field(() => String, { description: 'Where to get it on this server, signed in as a post that sees the case.' })
  address!: string;
}
