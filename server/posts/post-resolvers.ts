/** Every resolver of posts, by hand. */
import { AccessLogResolver } from './access-log.resolver.ts';
import { ApiKeyResolver } from './api-key.resolver.ts';
import { PostResolver, PostSourceResolver, ViewerResolver } from './post.resolver.ts';

export const postResolvers = [
  PostResolver,
  PostSourceResolver,
  ViewerResolver,
  ApiKeyResolver,
  AccessLogResolver,
] as const;
