import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PostKind } from '../kernel/access/viewer.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { ApiKeyService } from './api-key.service.ts';
import { ApiKey, CreateApiKeyInput, CreatedApiKey } from './api-key.ts';
import { Post } from './post.entity.ts';
import { PostService } from './post.service.ts';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  @Authorized<PostKind>(PostKind.ADMINISTRATOR)
  @Query(() => [ApiKey], {
    description: 'The API keys of the district, the newest first; revoked and ended ones, too.',
  })
  apiKeys(@Ctx() context: GraphContext): Promise<ApiKey[]> {
    return ApiKeyService.list(context);
  }

  @Authorized<PostKind>(PostKind.ADMINISTRATOR)
  @Mutation(() => CreatedApiKey, { description: 'Makes an API key that acts as a post of the district.' })
  createApiKey(
    @Ctx() context: GraphContext,
    @Arg('input', () => CreateApiKeyInput, { description: 'What key.' }) input: CreateApiKeyInput,
  ): Promise<CreatedApiKey> {
    return ApiKeyService.create(context, input);
  }

  @Authorized<PostKind>(PostKind.ADMINISTRATOR)
  @Mutation(() => ApiKey, { description: 'Ends an API key at once. Revoking it again changes nothing.' })
  revokeApiKey(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'The "id" of the key.' }) id: string,
  ): Promise<ApiKey> {
    return ApiKeyService.revoke(context, id);
  }

  @Authorized<PostKind>(PostKind.ADMINISTRATOR)
  @FieldResolver(() => Post, { description: 'The post it acts as.' })
  post(@Root() { postId }: ApiKey, @Ctx() context: GraphContext): Promise<Post> {
    return PostService.get(context, postId);
  }

  @Authorized<PostKind>(PostKind.ADMINISTRATOR)
  @FieldResolver(() => Post, { description: 'The post that made it.' })
  createdBy(@Root() { createdById }: ApiKey, @Ctx() context: GraphContext): Promise<Post> {
    return PostService.get(context, createdById);
  }
}
