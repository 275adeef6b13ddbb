import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export const IssueKind = { COMPONENT: 'COMPONENT', EVENT: 'EVENT' } as const;
export type IssueKind = (typeof IssueKind)[keyof typeof IssueKind];

registerEnumType(IssueKind, {
  name: 'IssueKind',
  description: 'The two kinds of digital city management (数字化城市管理).',
  valuesConfig: {
    COMPONENT: { description: 'Something wrong with a fixture of the city (部件): a cover, a lamp, a pipe.' },
    EVENT: { description: 'Something that happens (事件): litter, noise, a blocked way.' },
  },
});

@Entity({ name: 'issue_category' })
@ObjectType('IssueCategory', {
  simpleResolvers: true,
  description: 'Category of issues (问题类别): a code book in two levels, major class (大类) and minor class (小类).',
})
export class IssueCategory {
  @Field(() => String, {
    description: 'Two digits for a major class, four for a minor class, which begins with its major.',
  })
  @PrimaryColumn({ name: 'code', type: 'text' })
  code!: string;

  @Column({ name: 'parent_code', type: 'text', nullable: true })
  parentCode!: string | null;

  @Field(() => IssueKind, { description: 'Whether it is about a fixture or an event.' })
  @Column({ name: 'kind', type: 'text' })
  kind!: IssueKind;

  @Field(() => String, { description: 'Title in Chinese.' })
  @Column({ name: 'title_zh', type: 'text' })
  titleZh!: string;

  @Field(() => String, { description: 'Title in English.' })
  @Column({ name: 'title_en', type: 'text' })
  titleEn!: string;
}
