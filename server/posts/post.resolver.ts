import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { PostKind, type Viewer } from '../kernel/access/viewer.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { sourceFieldsOf } from '../kernel/graph/source-fields.ts';
import { Area } from '../land/area.entity.ts';
import { Department } from './department.entity.ts';
import { Post, PostConnection } from './post.entity.ts';
import { PostService } from './post.service.ts';
import { SignInOptions, ViewerObject } from './viewer.ts';

export const PostSourceResolver = sourceFieldsOf(() => Post);

@Resolver(() => Post)
export class PostResolver {
  @Authorized<PostKind>()
  @Query(() => PostConnection, { description: 'Posts in service today, by code.' })
  posts(
    @Ctx() context: GraphContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('kind', () => PostKind, { nullable: true, description: 'Only posts of this kind.' }) kind?: PostKind | null,
    @Arg('within', () => String, {
      nullable: true,
      description:
        'Code of an area: only posts for it or for what lies in it. Posts of a whole district are within the district.',
    })
    within?: string | null,
  ): Promise<Page<Post>> {
    return PostService.list(context, { kind, within, page });
  }

  @FieldResolver(() => Area, {
    nullable: true,
    description: 'The area it is for, as it stands today; null for posts of the whole district.',
  })
  area(@Root() post: Post, @Ctx() context: GraphContext): Promise<Area | null> {
    return PostService.areaOf(context, post);
  }

  @FieldResolver(() => Department, {
    nullable: true,
    description: 'The department it belongs to; null for all others.',
  })
  department(@Root() post: Post, @Ctx() context: GraphContext): Promise<Department | null> {
    return PostService.departmentOf(context, post);
  }
}

@Resolver(() => ViewerObject)
export class ViewerResolver {
  @Query(() => ViewerObject, { nullable: true, description: 'Who is asking; null for nobody.' })
  viewer(@Ctx() { viewer }: GraphContext): ViewerObject | null {
    return (
      viewer && Object.assign(new ViewerObject(), { asking: viewer, via: viewer.via, expiresAt: viewer.expiresAt })
    );
  }

  @Query(() => SignInOptions, { description: 'How posts may sign in here.' })
  async signInOptions(@Ctx() context: GraphContext): Promise<SignInOptions> {
    return { issuer: context.signIn.issuer, demoPosts: await PostService.offered(context) };
  }

  @FieldResolver(() => Post, { description: 'The post that is asking.' })
  post(@Root() { asking }: { asking: Viewer }, @Ctx() context: GraphContext): Promise<Post> {
    return PostService.ofViewer(context, asking);
  }
}
