import { ObjectType } from 'type-graphql';
import { ChildEntity } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { Area } from './area.entity.ts';
import { AreaLevel } from './level.ts';

@ChildEntity(AreaLevel.COMMUNITY)
@ObjectType('Community', {
  implements: [Area, Node],
  simpleResolvers: true,
  description: "Community (社区): the ground of one residents' committee. Twelve-digit code.",
})
export class Community extends Area {}
