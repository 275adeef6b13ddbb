import type { FastifyInstance } from 'fastify';
import { forbidden, postChanged, unauthenticated } from '../graph/errors.ts';
import { refuseAccess } from './access.ts';
import { viewerFound, viewerOfRequest } from './viewer-of-request.ts';
import type { Viewer } from './viewer.ts';

/**
 * In a request: the code of the post it is made as, as the page that makes it knows it, or "nobody". In an answer: the post it was
 * given to.
 */
export const POST_HEADER = 'atlas-post';
const NOBODY = 'nobody';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that takes POST and changes nothing, or asks `checkMadeAs` itself. */
    asks?: true;
  }
}

/**
 * Throws where a change would be another post's than the one it was made as. A browser has one cookie for all its pages, and
 * somebody may have signed in on another one since this page was drawn: so whoever shows a cookie says the post, too. Who shows
 * a token or a key is always the same; what they say must be true all the same.
 */
export function checkMadeAs(viewer: Viewer | null, said: string | undefined): void {
  if (said === undefined) {
    if (viewer?.via !== 'SESSION') return;
    throw forbidden(
      `A change that comes with a cookie says the post it is made as: send a header "${POST_HEADER}" with its code.`,
    );
  }
  const is = viewer?.postCode ?? NOBODY;
  if (said === is) return;
  if (!viewer)
    throw unauthenticated(`This was to be done as ${said.slice(0, 60)}, who is signed in no longer: sign in again.`);
  throw postChanged(
    `This was to be done as ${said.slice(0, 60)}, and ${is} is signed in by now: nothing was changed. ` +
      'Sign in as that post again, or load the page anew.',
  );
}

/** Holds it for every route there is and will be, before its body is read; and says in each answer whom it was given to. */
export function guardChanges(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || request.is404 || request.routeOptions.config.asks)
      return;
    try {
      checkMadeAs(await viewerOfRequest(request), madeAs(request.headers));
    } catch (error) {
      return refuseAccess(reply, error);
    }
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    const viewer = viewerFound(request);
    if (viewer?.via === 'SESSION') reply.header(POST_HEADER, viewer.postCode);
    done();
  });
}

/** What the headers of a request say. */
export function madeAs(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const said = headers[POST_HEADER];
  return said === undefined ? undefined : String(said);
}
