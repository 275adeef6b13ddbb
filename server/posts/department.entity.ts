import { Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'department' })
@Check('valid_from < valid_to')
@ObjectType('Department', {
  simpleResolvers: true,
  description: 'Department of a district (职能部门): handles what is dispatched to it.',
})
export class Department {
  @Field(() => String, { description: 'Code of the department, unique in the system.' })
  @PrimaryColumn({ name: 'code', type: 'text' })
  code!: string;

  @Column({ name: 'district_code', type: 'text' })
  districtCode!: string;

  @Field(() => String, { description: 'Name in Chinese.' })
  @Column({ name: 'title_zh', type: 'text' })
  titleZh!: string;

  @Field(() => String, { description: 'Name in English.' })
  @Column({ name: 'title_en', type: 'text' })
  titleEn!: string;

  @Column({ name: 'valid_from', type: 'date' })
  validFrom!: string;

  @Column({ name: 'valid_to', type: 'date', default: 'infinity' })
  validTo!: string | null;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;
}
