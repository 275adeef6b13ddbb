import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AreaLevel } from './level.ts';

/** How a district is divided; several districts may share a scheme. */
@Entity({ name: 'level_scheme' })
export class LevelScheme {
  @PrimaryColumn({ name: 'code', type: 'text' })
  code!: string;

  @Column({ name: 'title_zh', type: 'text' })
  titleZh!: string;

  @Column({ name: 'title_en', type: 'text' })
  titleEn!: string;
}

@Entity({ name: 'level_scheme_level' })
@ObjectType('LevelDefinition', {
  simpleResolvers: true,
  description: 'One level of a district (层级): what it is called there, where it stands and what its codes look like.',
})
export class LevelDefinition {
  @PrimaryColumn({ name: 'scheme_code', type: 'text' })
  schemeCode!: string;

  @Field(() => AreaLevel, { description: 'The level.' })
  @PrimaryColumn({ name: 'level', type: 'text' })
  level!: AreaLevel;

  @Field(() => Int, { description: 'Its place from the top, the district being 1.' })
  @Column({ name: 'rank', type: 'smallint' })
  rank!: number;

  @Field(() => [AreaLevel], { description: 'The levels an area of this level may belong to; empty for the top.' })
  @Column({ name: 'parent_levels', type: 'text', array: true })
  parentLevels!: AreaLevel[];

  @Field(() => String, { description: 'What the level is called in this district, in Chinese.' })
  @Column({ name: 'title_zh', type: 'text' })
  titleZh!: string;

  @Field(() => String, { description: 'What the level is called in this district, in English.' })
  @Column({ name: 'title_en', type: 'text' })
  titleEn!: string;

  @Field(() => String, { description: 'Regular expression (POSIX) that a code of this level matches as a whole.' })
  @Column({ name: 'code_pattern', type: 'text' })
  codePattern!: string;
}

/** What holds for a district as a whole. */
@Entity({ name: 'district_setting' })
export class DistrictSetting {
  @PrimaryColumn({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Column({ name: 'scheme_code', type: 'text' })
  schemeCode!: string;

  @Column({ name: 'time_zone', type: 'text', default: 'Asia/Shanghai' })
  timeZone!: string;

  @Column({ name: 'figures_as_of', type: 'date', nullable: true })
  figuresAsOf!: string | null;

  @Column({ name: 'published_area_m2', type: 'double precision', nullable: true })
  publishedAreaM2!: number | null;
}
