import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { connectionOf } from '../kernel/graph/page.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';

export const OwnersCommitteeKind = { OWNERS: 'OWNERS', SELF_MANAGEMENT: 'SELF_MANAGEMENT' } as const;
export type OwnersCommitteeKind = (typeof OwnersCommitteeKind)[keyof typeof OwnersCommitteeKind];

registerEnumType(OwnersCommitteeKind, {
  name: 'OwnersCommitteeKind',
  description: 'Which body the owners have formed.',
  valuesConfig: {
    OWNERS: { description: "Owners' committee (业委会) elected under article 277 of the Civil Code." },
    SELF_MANAGEMENT: { description: 'Self-management committee (自管会), where owners have not formed the former.' },
  },
});

@Entity({ name: 'owners_committee' })
@Check('established_on < dissolved_on')
@ObjectType('OwnersCommittee', {
  implements: Node,
  simpleResolvers: true,
  description:
    "Owners' committee or self-management committee (业委会 / 自管会): the body that speaks for the owners of the grids or " +
    'yards it serves. The graph knows the body, never its members.',
})
export class OwnersCommittee extends Node {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  committeeId!: number;

  @Column({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Field(() => String, { description: 'Code of the committee, unique in the system.' })
  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Field(() => String, { description: 'Name in Chinese.' })
  @Column({ name: 'name', type: 'text' })
  name!: string;

  @Field(() => OwnersCommitteeKind, { description: 'Which body it is.' })
  @Column({ name: 'kind', type: 'text' })
  kind!: OwnersCommitteeKind;

  @Field(() => DateScalar, { description: 'The first day on which it existed.' })
  @Column({ name: 'established_on', type: 'date' })
  establishedOn!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The first day on which it no longer existed, also when that is after asOf; null when no end is known.',
  })
  @Column({ name: 'dissolved_on', type: 'date', default: 'infinity' })
  dissolvedOn!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day its term ends and a new election is due; null when not known. It serves on until dissolved.',
  })
  @Column({ name: 'term_ends_on', type: 'date', nullable: true })
  termEndsOn!: string | null;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Field(() => DateScalar, { description: 'The date at which this answer sees the committee.' })
  asOf!: string;
}

/** Which grids or yards a committee serves, from–to. */
@Entity({ name: 'owners_committee_area' })
@Check('valid_from < valid_to')
export class OwnersCommitteeArea {
  @PrimaryColumn({ name: 'committee_id', type: 'integer' })
  committeeId!: number;

  @Index('owners_committee_area_area')
  @PrimaryColumn({ name: 'area_id', type: 'integer' })
  areaId!: number;

  @PrimaryColumn({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string;
}

export const OwnersCommitteeConnection = connectionOf<OwnersCommittee>(
  'OwnersCommittee',
  () => OwnersCommittee,
  "owners' committee",
);
