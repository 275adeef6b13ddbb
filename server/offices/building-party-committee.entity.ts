import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { connectionOf } from '../kernel/graph/page.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';

export const BuildingPartyCommitteeKind = {
  BUILDING: 'BUILDING',
  COMPREHENSIVE: 'COMPREHENSIVE',
  PARK: 'PARK',
} as const;
export type BuildingPartyCommitteeKind = (typeof BuildingPartyCommitteeKind)[keyof typeof BuildingPartyCommitteeKind];

registerEnumType(BuildingPartyCommitteeKind, {
  name: 'BuildingPartyCommitteeKind',
  description: 'What a building Party committee is made for.',
  valuesConfig: {
    BUILDING: { description: 'One tower (楼宇党委).' },
    COMPREHENSIVE: { description: 'Several towers together (楼宇综合党委).' },
    PARK: { description: 'A business park (园区党委).' },
  },
});

@Entity({ name: 'building_party_committee' })
@Check('established_on < dissolved_on')
@ObjectType('BuildingPartyCommittee', {
  implements: Node,
  simpleResolvers: true,
  description:
    'Building Party committee (楼宇党委): covers one or more office buildings. It is counted once, in the community of its ' +
    'seat, wherever its towers stand. The graph knows the body, never its members.',
})
export class BuildingPartyCommittee extends Node {
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

  @Field(() => BuildingPartyCommitteeKind, { description: 'What it is made for.' })
  @Column({ name: 'kind', type: 'text' })
  kind!: BuildingPartyCommitteeKind;

  @Index('building_party_committee_area')
  @Column({ name: 'area_id', type: 'integer' })
  areaId!: number;

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

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Field(() => DateScalar, { description: 'The date at which this answer sees the committee.' })
  asOf!: string;
}

/** Which office buildings a committee covers, from–to. */
@Entity({ name: 'building_party_committee_building' })
@Check('valid_from < valid_to')
export class BuildingPartyCommitteeBuilding {
  @PrimaryColumn({ name: 'committee_id', type: 'integer' })
  committeeId!: number;

  @Index('building_party_committee_building_building')
  @PrimaryColumn({ name: 'office_building_id', type: 'integer' })
  officeBuildingId!: number;

  @PrimaryColumn({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string;
}

export const BuildingPartyCommitteeConnection = connectionOf<BuildingPartyCommittee>(
  'BuildingPartyCommittee',
  () => BuildingPartyCommittee,
  'building Party committee',
);
