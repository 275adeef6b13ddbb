import { Field, InterfaceType, Int } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn, TableInheritance } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { AreaLevel } from './level.ts';

/** A piece of the district at a level. One table for all levels; each level is a class of its own below. */
@Entity({ name: 'area' })
@TableInheritance({ column: { name: 'level', type: 'text' } })
@InterfaceType('Area', {
  implements: Node,
  description:
    'A piece of a district at one level (区, 街道, 社区, 网格, 楼院, 楼栋 …). Every area in an answer is seen at one date, ' +
    '"asOf": its parent, its children, its shape and all figures are those of the end of that day.',
})
export abstract class Area extends Node {
  @Field(() => Int, {
    description: 'Number of the area: the feature id in vector tiles and in AreaStatuses. Stable; without meaning.',
  })
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  featureId!: number;

  @Field(() => AreaLevel, { description: 'The level of the area.' })
  level!: AreaLevel;

  @Column({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Field(() => String, {
    description:
      'Code of the area, unique in the system. Digits that begin with the code of the parent: 6 for a district, 9 for a ' +
      'subdistrict, 12 for a community, 15 for a grid. Yards and buildings carry the code of their community and a number ' +
      'of their own, because grids regroup yards. It is text: leading zeros count.',
  })
  @Column({ name: 'code', type: 'text', collation: 'C', unique: true })
  code!: string;

  @Field(() => String, { description: 'Name in Chinese.' })
  @Column({ name: 'name', type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Name in English or transliteration, where there is one.' })
  @Column({ name: 'name_en', type: 'text', nullable: true })
  nameEn!: string | null;

  @Field(() => DateScalar, { description: 'The first day on which the area existed.' })
  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The first day on which the area no longer existed, also when that is after asOf; null when no end is known.',
  })
  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string | null;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Field(() => DateScalar, {
    description: 'The date at which this answer sees the area (state at the end of the day).',
  })
  asOf!: string;

  /** Codes from the district down to the area at `asOf`, joined by "/". */
  path!: string;
}
