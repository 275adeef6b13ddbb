import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { connectionOf } from '../kernel/graph/page.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';

export const PropertyServiceStatus = { PLANNED: 'PLANNED', TRIAL: 'TRIAL', ACTIVE: 'ACTIVE', ENDED: 'ENDED' } as const;
export type PropertyServiceStatus = (typeof PropertyServiceStatus)[keyof typeof PropertyServiceStatus];

registerEnumType(PropertyServiceStatus, {
  name: 'PropertyServiceStatus',
  description:
    'Where a property service stands at a date. While TRIAL or ACTIVE it serves, and its areas count as covered.',
  valuesConfig: {
    PLANNED: { description: 'Agreed, not begun: the date is before validFrom.' },
    TRIAL: { description: 'Begun as a trial (先尝后买 in its first part): the date is before trialEndsOn.' },
    ACTIVE: { description: 'In force.' },
    ENDED: { description: 'Over: the date is validTo or later.' },
  },
});

@Entity({ name: 'property_service' })
@Check('valid_from < valid_to')
@Check('trial_ends_on > valid_from and trial_ends_on <= valid_to')
@ObjectType('PropertyService', {
  implements: Node,
  simpleResolvers: true,
  description:
    'Property service (物管, 物业服务): the dated fact that a company serves a grid, several grids, or single yards, and in ' +
    'which mode.',
})
export class PropertyService extends Node {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  serviceId!: number;

  @Column({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Field(() => String, { description: 'Code of the service, unique in the system.' })
  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Column({ name: 'company_id', type: 'integer' })
  companyId!: number;

  @Column({ name: 'mode_code', type: 'text' })
  modeCode!: string;

  @Field(() => DateScalar, { description: 'The first day of service, its trial included.' })
  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day after the trial; null when there is no trial.',
  })
  @Column({ name: 'trial_ends_on', type: 'date', nullable: true })
  trialEndsOn!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day without the service; null when no end is set.',
  })
  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string | null;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Field(() => PropertyServiceStatus, { description: 'Where the service stands at asOf.' })
  status!: PropertyServiceStatus;

  @Field(() => DateScalar, { description: 'The date at which this answer sees the service.' })
  asOf!: string;
}

/** Which grids or yards a service covers, from–to. */
@Entity({ name: 'property_service_area' })
@Check('valid_from < valid_to')
export class PropertyServiceArea {
  @PrimaryColumn({ name: 'service_id', type: 'integer' })
  serviceId!: number;

  @Index('property_service_area_area')
  @PrimaryColumn({ name: 'area_id', type: 'integer' })
  areaId!: number;

  @PrimaryColumn({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string;
}

export const PropertyServiceConnection = connectionOf<PropertyService>(
  'PropertyService',
  () => PropertyService,
  'property service',
);
