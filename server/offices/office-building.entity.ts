import type { Geometry } from 'geojson';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { connectionOf } from '../kernel/graph/page.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';

@Entity({ name: 'office_building' })
@Check('valid_from < valid_to')
@ObjectType('OfficeBuilding', {
  implements: Node,
  simpleResolvers: true,
  description:
    'Office building (商务楼宇): a tower of firms. It stands in a community; residential blocks are Building.',
})
export class OfficeBuilding extends Node {
  @Field(() => Int, { description: 'Number of the tower: its feature id in vector tiles and in OfficePoints. Stable.' })
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  featureId!: number;

  @Column({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Field(() => String, { description: 'Code of the tower, unique in the system.' })
  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Field(() => String, { description: 'Name in Chinese.' })
  @Column({ name: 'name', type: 'text' })
  name!: string;

  @Index('office_building_area')
  @Column({ name: 'area_id', type: 'integer' })
  areaId!: number;

  @Field(() => String, { nullable: true, description: 'Street and house number in Chinese; null when not known.' })
  @Column({ name: 'address', type: 'text', nullable: true })
  address!: string | null;

  @Field(() => Float, { nullable: true, description: 'Floor area (建筑面积) in square metres; null when not known.' })
  @Column({ name: 'floor_area_m2', type: 'double precision', nullable: true })
  floorAreaM2!: number | null;

  @Field(() => Int, { nullable: true, description: 'Floors above ground; null when not known.' })
  @Column({ name: 'floor_count', type: 'smallint', nullable: true })
  floorCount!: number | null;

  @Field(() => DateScalar, { description: 'The first day on which it was in use.' })
  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it no longer was, also when that is after asOf; null when no end is known.',
  })
  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string | null;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Index('office_building_geom', { spatial: true })
  @Column({ name: 'geom', type: 'geometry', spatialFeatureType: 'MultiPolygon', srid: 4490, select: false })
  geom?: Geometry;

  @Field(() => DateScalar, { description: 'The date at which this answer sees the tower.' })
  asOf!: string;
}

export const OfficeBuildingConnection = connectionOf<OfficeBuilding>(
  'OfficeBuilding',
  () => OfficeBuilding,
  'office building',
);
