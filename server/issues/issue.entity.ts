import type { Point } from 'geojson';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { connectionOf } from '../kernel/graph/page.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { Position } from '../land/shape.ts';

export const IssueState = { OPEN: 'OPEN', CLOSED: 'CLOSED' } as const;
export type IssueState = (typeof IssueState)[keyof typeof IssueState];

registerEnumType(IssueState, {
  name: 'IssueState',
  description: 'Where an issue stands at a date.',
  valuesConfig: {
    OPEN: { description: 'Reported by the end of the day, and not closed.' },
    CLOSED: { description: 'Closed on the day or before.' },
  },
});

@Entity({ name: 'issue' })
@Check('reported_on <= closed_on')
@Index('issue_area', ['areaId', 'reportedOn'])
@Index('issue_district', ['districtCode', 'reportedOn'])
@ObjectType('Issue', {
  implements: Node,
  simpleResolvers: true,
  description:
    'Issue (问题, 诉求, 案件): something to be put right at a place. Only what, where and when: no text and no person is kept. ' +
    'Before the day it was reported it does not exist.',
})
export class Issue extends Node {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  issueId!: number;

  @Column({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Field(() => String, { description: 'Code of the issue, unique in the system.' })
  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Column({ name: 'category_code', type: 'text' })
  categoryCode!: string;

  @Column({ name: 'area_id', type: 'integer' })
  areaId!: number;

  @Index('issue_place', { spatial: true })
  @Column({ name: 'place', type: 'geometry', spatialFeatureType: 'Point', srid: 4490, select: false })
  point?: Point;

  @Field(() => DateScalar, { description: 'The day it was reported.' })
  @Column({ name: 'reported_on', type: 'date' })
  reportedOn!: string;

  @Field(() => DateScalar, { nullable: true, description: 'The day it was closed; null while it is open at asOf.' })
  @Column({ name: 'closed_on', type: 'date', default: 'infinity' })
  closedOn!: string | null;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Reading((asked) => asked.object({ longitude: asked.row('longitude'), latitude: asked.row('latitude') }))
  @Field(() => Position, { description: 'Where it is.' })
  place!: Position;

  @Field(() => IssueState, { description: 'Where it stands at asOf.' })
  state!: IssueState;

  @Field(() => DateScalar, { description: 'The date at which this answer sees the issue.' })
  asOf!: string;

  /** Codes from the district down to its area at `asOf`, joined by "/". */
  path!: string;
}

export const IssueConnection = connectionOf<Issue>('Issue', () => Issue, 'issue');
