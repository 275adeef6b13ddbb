import { Field, Int, ObjectType } from 'type-graphql';
import { PROVENANCES_DESCRIPTION } from '../kernel/graph/figure-basis.ts';
import { Provenance } from '../kernel/graph/provenance.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';

@ObjectType('IssueCounts', {
  simpleResolvers: true,
  description:
    'Issues (问题) within an area at a date, counted. The open ones of its children and openHere make up open.',
})
export class IssueCounts {
  @Field(() => DateScalar, { description: 'The date of the figures (state at the end of the day).' })
  asOf!: string;

  @Field(() => Int, { description: 'Reported by the date and not closed.' })
  open!: number;

  @Field(() => Int, { description: 'Closed by the date.' })
  closed!: number;

  @Field(() => Int, { description: 'Reported by the date: open and closed.' })
  total!: number;

  @Field(() => Int, { description: 'Open issues placed at the area itself and in none of its children.' })
  openHere!: number;

  @Field(() => [Provenance], {
    description: `${PROVENANCES_DESCRIPTION} The rows are the issues that "total" counts.`,
  })
  provenances!: () => Promise<Provenance[]>;

  /** The name of the area asked about and the code of the category, for the definition. */
  areaName!: string;
  category!: string | null;
}
