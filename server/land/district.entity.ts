import { ObjectType } from 'type-graphql';
import { ChildEntity } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { Area } from './area.entity.ts';
import { AreaLevel } from './level.ts';

@ChildEntity(AreaLevel.DISTRICT)
@ObjectType('District', {
  implements: [Area, Node],
  simpleResolvers: true,
  description: 'District (区): the top of the tree and the house of one administration. Six-digit code.',
})
export class District extends Area {}
