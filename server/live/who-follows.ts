import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Viewer } from '../kernel/access/viewer.ts';
import type { OwnNames } from '../kernel/http/reach.ts';

/** Who asks, by what the request shows: a session, a token, a key. Rejects what shows something that does not hold. */
export type ViewerOf = (request: FastifyRequest) => Promise<Viewer | null>;

/** How long after a session, token or key has ended a subscription may go on. */
export const CHECK_EVERY_MS = 30_000;

/**
 * Asks again and again whether the request still shows what it has shown, and calls `onEnded` once when not. Nobody stays
 * nobody, and is not asked about.
 */
export function whileSignedIn(
  request: FastifyRequest,
  viewer: Viewer | null,
  viewerOf: ViewerOf,
  onEnded: () => void,
  everyMs = CHECK_EVERY_MS,
): () => void {
  if (!viewer) return () => undefined;
  let asking = false;
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    // Who a request is from is found once for each request: this is another that shows the same.
    viewerOf(Object.create(request) as FastifyRequest)
      .then(
        (now) => sameViewer(viewer, now),
        // What could not be asked now is asked again.
        (error: unknown) => !(error instanceof GraphQLError && error.extensions['code'] === 'UNAUTHENTICATED'),
      )
      .then((same) => {
        asking = false;
        if (same) return;
        clearInterval(timer);
        onEnded();
      });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function sameViewer(one: Viewer, other: Viewer | null): boolean {
  return other?.postId === one.postId && other.path === one.path && other.scopes?.join() === one.scopes?.join();
}

/**
 * Whether a page of another origin shows a cookie. Browsers say whose page asks, and open sockets for any page; what is signed
 * in here is not for theirs.
 */
export function isForeign(
  { headers, host }: Pick<FastifyRequest, 'headers' | 'host'>,
  origins: '*' | readonly string[],
  names: Pick<OwnNames, 'isOrigin'>,
): boolean {
  const { origin, cookie } = headers;
  if (origin === undefined || names.isOrigin(origin, { host })) return false;
  if (cookie !== undefined) return true;
  return origins !== '*' && !origins.includes(origin);
}
