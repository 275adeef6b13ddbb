import { Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { PostKind } from '../kernel/access/viewer.ts';
import { Node } from '../kernel/graph/node.ts';
import { connectionOf } from '../kernel/graph/page.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';

@Entity({ name: 'post' })
@Check('valid_from < valid_to')
@Index('post_district', ['districtCode', 'kind'])
@ObjectType('Post', {
  implements: Node,
  simpleResolvers: true,
  description:
    'Post (岗位): what an official appears as. It has a scope and dates, and nothing of whoever holds it. Posts are asked for ' +
    'by those who are signed in.',
})
export class Post extends Node {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  postId!: number;

  @Column({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Field(() => String, { description: 'Code of the post, unique in the system.' })
  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Field(() => PostKind, { description: 'What it is there for.' })
  @Column({ name: 'kind', type: 'text' })
  kind!: PostKind;

  @Index('post_area')
  @Column({ name: 'area_id', type: 'integer', nullable: true })
  areaId!: number | null;

  @Column({ name: 'department_code', type: 'text', nullable: true })
  departmentCode!: string | null;

  @Field(() => String, { description: 'Title in Chinese.' })
  @Column({ name: 'title_zh', type: 'text' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  @Column({ name: 'title_en', type: 'text' })
  titleEn!: string;

  @Field(() => DateScalar, { description: 'The first day it is in service.' })
  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day it is no longer in service; null when no end is known.',
  })
  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string | null;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;
}

export const PostConnection = connectionOf<Post>('Post', () => Post, 'post');
