import { Field, Int, ObjectType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { connectionOf } from '../kernel/graph/page.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';

@Entity({ name: 'renewal_project' })
@Check('started_on <= completed_on')
@ObjectType('RenewalProject', {
  implements: Node,
  simpleResolvers: true,
  description: 'Renewal project (旧改, 老旧小区改造): one project of the yearly plan that renews old yards.',
})
export class RenewalProject extends Node {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  projectId!: number;

  @Column({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Field(() => String, { description: 'Code of the project, unique in the system.' })
  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Field(() => String, { description: 'Name in Chinese.' })
  @Column({ name: 'name', type: 'text' })
  name!: string;

  @Field(() => Int, { description: 'The year whose plan the project is part of.' })
  @Column({ name: 'plan_year', type: 'smallint' })
  planYear!: number;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day work began; null when it has not by asOf, or is not known.',
  })
  @Column({ name: 'started_on', type: 'date', nullable: true })
  startedOn!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day work was completed; null when it is not by asOf, or not known.',
  })
  @Column({ name: 'completed_on', type: 'date', nullable: true })
  completedOn!: string | null;

  @Field(() => Int, { description: 'Residential buildings (栋) the project renews, as planned.' })
  @Column({ name: 'building_count', type: 'integer' })
  buildingCount!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Households (户) the project reaches, as planned. Counted from 10 up: null when not known or fewer than 10.',
  })
  @Column({ name: 'household_count', type: 'integer', nullable: true })
  householdCount!: number | null;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Field(() => DateScalar, { description: 'The date at which this answer sees the project.' })
  asOf!: string;
}

/** Which yards a project renews. */
@Entity({ name: 'renewal_project_yard' })
export class RenewalProjectYard {
  @PrimaryColumn({ name: 'project_id', type: 'integer' })
  projectId!: number;

  @Index('renewal_project_yard_area')
  @PrimaryColumn({ name: 'area_id', type: 'integer' })
  areaId!: number;
}

@ObjectType('RenewalTotals', {
  simpleResolvers: true,
  description: 'The renewal plan of one year (年度旧改计划) added up over the district.',
})
export class RenewalTotals {
  @Field(() => Int, { description: 'The year of the plan.' })
  year!: number;

  @Field(() => Int, { description: 'Projects in the plan.' })
  projectCount!: number;

  @Field(() => Int, { description: 'Residential buildings (栋) in these projects.' })
  buildingCount!: number;

  @Field(() => Int, {
    description: 'Households (户) in these projects; a project whose households are not known adds none.',
  })
  householdCount!: number;
}

export const RenewalProjectConnection = connectionOf<RenewalProject>(
  'RenewalProject',
  () => RenewalProject,
  'renewal project',
);
