import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { OFFICIALS, type PostKind } from '../../kernel/access/viewer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { IssueCase } from '../cases/issue-case.ts';
import { IssueImage } from './issue-image.ts';
import { IssueImagesService, MAX_IMAGES } from './issue-images.service.ts';

@Resolver(() => IssueCase)
export class IssueImagesResolver {
  @Authorized<PostKind>(...OFFICIALS)
  @FieldResolver(() => [IssueImage], {
    description: `Its images, the first first; at most ${MAX_IMAGES}. They are added with POST /issues/{code}/images.`,
  })
  images(@Root() issueCase: IssueCase, @Ctx() context: GraphContext): Promise<IssueImage[]> {
    return IssueImagesService.ofCase(context, issueCase);
  }
}
