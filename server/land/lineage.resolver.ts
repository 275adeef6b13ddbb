import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { Area } from './area.entity.ts';
import { listFormerNames, listPredecessors, listSuccessors } from './lineage.service.ts';
import { AreaSuccession, FormerName } from './lineage.ts';

/** Lineage crosses dates, and is asked of single areas: it is read field by field. */
@Resolver(() => Area)
export class LineageResolver {
  @FieldResolver(() => [AreaSuccession], {
    description:
      'Which areas it followed up to the date (前身): merged into it, split off, or the same under another code.',
  })
  predecessors(@Root() area: Area, @Ctx() context: GraphContext): Promise<AreaSuccession[]> {
    return listPredecessors(context, area);
  }

  @FieldResolver(() => [AreaSuccession], {
    description:
      'Which areas followed it (继任), also after the date. An area that has ended is found with a date before its end.',
  })
  successors(@Root() area: Area, @Ctx() context: GraphContext): Promise<AreaSuccession[]> {
    return listSuccessors(context, area);
  }

  @FieldResolver(() => [FormerName], {
    description: 'What it was called before the date (曾用名), the earliest first.',
  })
  formerNames(@Root() area: Area, @Ctx() context: GraphContext): Promise<FormerName[]> {
    return listFormerNames(context, area);
  }
}
