import type { FastifyInstance } from 'fastify';
import { forbidden, postChanged, unauthenticated } from '../graph/errors.ts';
import { tell } from '../words/sentence.ts';
import { refuseAccess } from './access.ts';
import { viewerFound, viewerOfRequest } from './viewer-of-request.ts';
import type { Viewer } from './viewer.ts';

/**
 * In a request: the code of the post it is made as, as the page that makes it knows it, or "nobody". In an answer: the post it was
 * given to.
 */
export const POST_HEADER = 'atlas-post';
const NOBODY = 'nobody';

const SENTENCES = {
  unsaid: [
    'A change that comes with a cookie says the post it is made as: send a header "{header}" with its code.',
    '随 Cookie 而来的改动须说明是哪个岗位所做：请在请求头 {header} 里写上它的代码。',
  ],
  left: [
    'This was to be done as {said}, who is signed in no longer: sign in again.',
    '这本应由岗位 {said} 来做，而它已不在登录状态：请重新登录。',
  ],
  changed: [
    'This was to be done as {said}, and {is} is signed in by now: nothing was changed. Sign in as that post again, or load the page anew.',
    '这本应由岗位 {said} 来做，而现在登录的是 {is}，没有改动任何内容：请以原岗位重新登录，或重新载入页面。',
  ],
} as const;

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
    throw forbidden(tell(SENTENCES.unsaid, { header: POST_HEADER }));
  }
  const is = viewer?.postCode ?? NOBODY;
  if (said === is) return;
  if (!viewer) throw unauthenticated(tell(SENTENCES.left, { said: said.slice(0, 60) }));
  throw postChanged(tell(SENTENCES.changed, { said: said.slice(0, 60), is }));
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
