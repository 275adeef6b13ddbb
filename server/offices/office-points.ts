import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateScalar } from '../kernel/graph/scalars.ts';

@ObjectType('OfficePoints', {
  simpleResolvers: true,
  description: 'All office buildings of an area as columns for a map: the i-th entries belong to the same tower.',
})
export class OfficePoints {
  @Field(() => DateScalar, { description: 'The date of the points (state at the end of the day).' })
  asOf!: string;

  @Field(() => [Int], { description: 'Feature ids, as in vector tiles.' })
  featureIds!: number[];

  @Field(() => [String], { description: 'Codes.' })
  codes!: string[];

  @Field(() => [String], { description: 'Names in Chinese.' })
  names!: string[];

  @Field(() => [Float], { description: 'Longitudes in degrees (EPSG:4490).' })
  longitudes!: number[];

  @Field(() => [Float], { description: 'Latitudes in degrees (EPSG:4490).' })
  latitudes!: number[];

  @Field(() => [Int], {
    description:
      'How many building Party committees (楼宇党委) cover each tower. A committee of several towers stands at each of them: ' +
      'do not add these up; the number of committees is District.partyCommitteeCount.',
  })
  committeeCounts!: number[];
}
