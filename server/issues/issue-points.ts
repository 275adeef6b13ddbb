import { Authorized, Field, Float, ID, ObjectType } from 'type-graphql';
import { Figure } from '../kernel/access/authorized.ts';
import type { PostKind } from '../kernel/access/viewer.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { CASE_READERS } from './cases/issue-case.ts';
import { DueState } from './due-state.ts';

@ObjectType('IssuePoints', {
  simpleResolvers: true,
  description: 'All open issues of an area as columns for a map: the i-th entries belong to the same issue.',
})
export class IssuePoints {
  @Field(() => DateScalar, { description: 'The date of the points (state at the end of the day).' })
  asOf!: string;

  @Field(() => [ID], { description: 'Ids, for node(id).' })
  ids!: string[];

  @Field(() => [Float], { description: 'Longitudes in degrees (EPSG:4490).' })
  longitudes!: number[];

  @Field(() => [Float], { description: 'Latitudes in degrees (EPSG:4490).' })
  latitudes!: number[];

  @Field(() => [String], { description: 'Codes of their categories: see issueCategories.' })
  categories!: string[];

  @Field(() => [String], { description: 'Codes of the deepest areas they belong to.' })
  areaCodes!: string[];

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => [DueState], {
    nullable: 'items',
    description:
      'Where they stand with their deadlines; null for those without a case that the post may see. Of now: asOf is today.',
  })
  dueStates!: () => Promise<(DueState | null)[]>;
}
