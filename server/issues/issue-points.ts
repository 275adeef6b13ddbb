import { Field, Float, ID, ObjectType } from 'type-graphql';
import { DateScalar } from '../kernel/graph/scalars.ts';

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
}
