import type { NodeSource } from '../kernel/graph/node.resolver.ts';
import { PostService } from './post.service.ts';

/** Posts can be asked for by id, by those who are signed in; for others there are none. */
export const postNodes: readonly NodeSource[] = [
  {
    type: 'Post',
    load: async (context, _asOf, ids) => (context.viewer ? PostService.load(context, ids) : ids.map(() => null)),
  },
];
