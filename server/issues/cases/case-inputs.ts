import { Field, Float, InputType, registerEnumType } from 'type-graphql';
import { DeadlineUnit } from '../rules/code-books.ts';

export const IssueChannel = {
  PATROL: 'PATROL',
  RESIDENT: 'RESIDENT',
  DIRECT_REPORT: 'DIRECT_REPORT',
  BUSINESS_HOTLINE: 'BUSINESS_HOTLINE',
  TRANSFERRED: 'TRANSFERRED',
  IMPORTED: 'IMPORTED',
} as const;
export type IssueChannel = (typeof IssueChannel)[keyof typeof IssueChannel];

registerEnumType(IssueChannel, {
  name: 'IssueChannel',
  description: 'How an issue came in.',
  valuesConfig: {
    PATROL: { description: 'Found on patrol (巡查发现).' },
    RESIDENT: { description: 'Told by residents (群众反映).' },
    DIRECT_REPORT: { description: 'Reported directly to the district (直报): skips the dispatch of the subdistrict.' },
    BUSINESS_HOTLINE: { description: 'Told by a business over its hotline (企业热线).' },
    TRANSFERRED: { description: 'Handed over by another system (转办).' },
    IMPORTED: { description: 'Taken over from a file; nobody reports through it.' },
  },
});

export const CoordinateSystem = { EPSG_4490: 'EPSG_4490', GCJ02: 'GCJ02', BD09: 'BD09' } as const;
export type CoordinateSystem = (typeof CoordinateSystem)[keyof typeof CoordinateSystem];

registerEnumType(CoordinateSystem, {
  name: 'CoordinateSystem',
  description: 'What longitude and latitude mean.',
  valuesConfig: {
    EPSG_4490: { description: 'CGCS2000, which agrees with WGS 84 (what a phone tells) within a metre.' },
    GCJ02: { description: 'The offset system of most online maps in China (火星坐标).' },
    BD09: { description: 'The offset system of Baidu maps.' },
  },
});

@InputType('ReportIssueInput', { description: 'A new issue: what, and where.' })
export class ReportIssueInput {
  @Field(() => Float, { nullable: true, description: 'Longitude of the place in degrees; with latitude, or areaCode.' })
  longitude?: number | null;

  @Field(() => Float, { nullable: true, description: 'Latitude of the place in degrees.' })
  latitude?: number | null;

  @Field(() => CoordinateSystem, {
    nullable: true,
    description: 'What longitude and latitude mean. Left out: EPSG_4490.',
  })
  crs?: CoordinateSystem | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of the building, yard, grid or community where it is, when no point is known.',
  })
  areaCode?: string | null;

  @Field(() => String, { description: 'Code of a minor class of issueCategories.' })
  category!: string;

  @Field(() => IssueChannel, { description: 'How it came in; not IMPORTED.' })
  channel!: IssueChannel;

  @Field(() => String, {
    description: 'What is wrong, in at most 2000 characters. Nothing that points at a person: that is refused.',
  })
  text!: string;

  @Field(() => String, { nullable: true, description: 'Where exactly, in words: the lane, the entrance.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of a situation, where deadlines depend on it.' })
  situation?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of a closed issue that has come back (反复发案); similarIssues offers them.',
  })
  recurrenceOf?: string | null;
}

@InputType('ScoreInput', { description: 'The score of one item.' })
export class ScoreInput {
  @Field(() => String, { description: "Code of the item: see the workflow's scoring." })
  item!: string;

  @Field(() => Float, { description: 'From 0 to 100.' })
  score!: number;
}

@InputType('MoveInput', { description: 'What is told with an action: see the "needs" of the action.' })
export class MoveInput {
  @Field(() => String, { nullable: true, description: 'Why. Nothing that points at a person: that is refused.' })
  reason?: string | null;

  @Field(() => String, { nullable: true, description: 'What was done. Nothing that points at a person.' })
  result?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of a minor class of issueCategories.' })
  category?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of a situation.' })
  situation?: string | null;

  @Field(() => String, { nullable: true, description: 'How weighty it is, as the district names it: a short word.' })
  level?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the post that is to handle it.' })
  handler?: string | null;

  @Field(() => Float, { nullable: true, description: 'How much time, in "unit".' })
  amount?: number | null;

  @Field(() => DeadlineUnit, { nullable: true, description: 'The unit of "amount".' })
  unit?: DeadlineUnit | null;

  @Field(() => String, { nullable: true, description: 'Code of the closed issue that has come back.' })
  recurrenceOf?: string | null;

  @Field(() => Float, { nullable: true, description: 'The score from 0 to 100, where it is one.' })
  score?: number | null;

  @Field(() => [ScoreInput], { nullable: true, description: 'The scores of all items, where the score is weighted.' })
  scores?: ScoreInput[] | null;
}
