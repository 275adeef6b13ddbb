import { ObjectType } from 'type-graphql';
import { ChildEntity } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { Area } from './area.entity.ts';
import { AreaLevel } from './level.ts';

@ChildEntity(AreaLevel.SUBDISTRICT)
@ObjectType('Subdistrict', {
  implements: [Area, Node],
  simpleResolvers: true,
  description: 'Subdistrict (街道): what a subdistrict office administers. Nine-digit code.',
})
export class Subdistrict extends Area {}
