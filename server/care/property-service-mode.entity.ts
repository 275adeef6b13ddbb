import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'property_service_mode' })
@ObjectType('PropertyServiceMode', {
  simpleResolvers: true,
  description:
    'Mode of property service (物业模式): how service reaches open yards. A code book; districts may add modes.',
})
export class PropertyServiceMode {
  @Field(() => String, { description: 'Code of the mode, such as "TRY_THEN_BUY".' })
  @PrimaryColumn({ name: 'code', type: 'text' })
  code!: string;

  @Field(() => String, { description: 'Title in Chinese, such as 先尝后买.' })
  @Column({ name: 'title_zh', type: 'text' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  @Column({ name: 'title_en', type: 'text' })
  titleEn!: string;

  @Field(() => String, { description: 'What the mode means, in English.' })
  @Column({ name: 'description', type: 'text' })
  description!: string;

  @Column({ name: 'sort', type: 'smallint' })
  sort!: number;
}
