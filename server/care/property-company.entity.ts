import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';

@Entity({ name: 'property_company' })
@ObjectType('PropertyCompany', {
  implements: Node,
  simpleResolvers: true,
  description: 'Property company (物业企业): who provides property service.',
})
export class PropertyCompany extends Node {
  @PrimaryGeneratedColumn({ name: 'id', type: 'integer' })
  companyId!: number;

  @Field(() => String, { description: 'Code of the company, unique in the system.' })
  @Column({ name: 'code', type: 'text', unique: true })
  code!: string;

  @Field(() => String, { description: 'Name in Chinese.' })
  @Column({ name: 'name', type: 'text' })
  name!: string;

  @Column({ name: 'source_id', type: 'integer' })
  sourceId!: number;

  @Field(() => DateScalar, {
    description: 'The date at which this answer sees its services (state at the end of the day).',
  })
  asOf!: string;
}
