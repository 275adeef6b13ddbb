import { Authorized, Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { OFFICIALS, type PostKind } from '../kernel/access/viewer.ts';
import { Node } from '../kernel/graph/node.ts';
import { connectionOf } from '../kernel/graph/page.ts';
import { DateScalar, DateTimeScalar } from '../kernel/graph/scalars.ts';

export const HardIssueMode = { DISPATCH: 'DISPATCH', OPEN_CALL: 'OPEN_CALL' } as const;
export type HardIssueMode = (typeof HardIssueMode)[keyof typeof HardIssueMode];

registerEnumType(HardIssueMode, {
  name: 'HardIssueMode',
  description: 'How a hard issue finds its leader.',
  valuesConfig: {
    DISPATCH: { description: 'It is dispatched to a post (定向派单).' },
    OPEN_CALL: { description: 'It is put out to an open call, and whoever claims it first leads (揭榜挂帅).' },
  },
});

/** Those who work on issues see the hard ones of their district. */
export const HARD_ISSUE_READERS: PostKind[] = [...OFFICIALS];
export const Officials = (): PropertyDecorator => Authorized<PostKind>(HARD_ISSUE_READERS) as PropertyDecorator;

@Entity({ name: 'hard_issue' })
@ObjectType('HardIssue', {
  implements: Node,
  description:
    'Hard issue (揭榜挂帅): what ordinary handling could not solve. Published, dispatched or put out to an open call, attacked ' +
    'under a leader, appraised by another and rewarded. What it has become is what its events say.',
})
export class HardIssue extends Node {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  hardIssueId!: number;

  @Column({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Officials()
  @Field(() => String, { description: 'Code of the hard issue, unique in the system.' })
  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Officials()
  @Field(() => String, { description: 'What it is about, in a few words.' })
  @Column({ name: 'title', type: 'text' })
  title!: string;

  @Officials()
  @Field(() => String, { description: 'What has to be solved. Screened for personal data when it comes in.' })
  @Column({ name: 'text', type: 'text' })
  text!: string;

  @Column({ name: 'area_id', type: 'integer' })
  areaId!: number;

  @Column({ name: 'path', type: 'text' })
  path!: string;

  @Column({ name: 'workflow_key', type: 'text' })
  workflowKey!: string;

  @Column({ name: 'workflow_version', type: 'integer' })
  workflowVersion!: number;

  @Column({ name: 'state', type: 'text' })
  stateCode!: string;

  @Officials()
  @Field(() => Int, { description: 'The number of its events; "expectedVersion" of a move.' })
  @Column({ name: 'version', type: 'integer' })
  version!: number;

  @Officials()
  @Field(() => HardIssueMode, { nullable: true, description: 'How it finds its leader; null until that is decided.' })
  @Column({ name: 'mode', type: 'text', nullable: true })
  mode!: HardIssueMode | null;

  @Column({ name: 'leader_id', type: 'integer', nullable: true })
  leaderId!: number | null;

  @Officials()
  @Field(() => DateTimeScalar, { description: 'When it was published last.' })
  @Column({ name: 'published_at', type: 'timestamptz' })
  publishedAt!: Date;

  @Officials()
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day by which it is to be solved; null when none was set.',
  })
  @Column({ name: 'due_on', type: 'date', nullable: true })
  dueOn!: string | null;

  @Officials()
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was over; null while it is not.' })
  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt!: Date | null;

  @Column({ name: 'promoted_from_id', type: 'integer', nullable: true })
  promotedFromId!: number | null;

  @Officials()
  @Field(() => Float, { nullable: true, description: 'The score of its appraisal, 0 to 100; null before.' })
  @Column({ name: 'score', type: 'numeric', nullable: true })
  score!: number | null;

  @Officials()
  @Field(() => String, { nullable: true, description: 'What the reward was (激励); null before.' })
  @Column({ name: 'reward', type: 'text', nullable: true })
  reward!: string | null;
}

/** A row of hard_issue_event; `from` and `to` are told with the words of the workflow. */
@ObjectType('HardIssueEvent', { description: 'Something that happened to a hard issue, for good.' })
export class HardIssueEvent {
  hardIssue!: HardIssue;
  postId!: number;
  fromState!: string | null;
  toState!: string;
  leaderId!: number | null;

  @Officials()
  @Field(() => Int, { description: 'Its number, from 1.' })
  number!: number;

  @Officials()
  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at!: Date;

  @Officials()
  @Field(() => String, { description: 'Code of the action.' })
  action!: string;

  @Officials()
  @Field(() => String, { nullable: true, description: 'Why, or what came of it.' })
  reason!: string | null;
}

export const HardIssueConnection = connectionOf<HardIssue>('HardIssue', () => HardIssue, 'hard issue');
