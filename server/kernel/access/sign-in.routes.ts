import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { badInput, forbidden, limitExceeded, notFound, unauthenticated } from '../graph/errors.ts';
import { refuseAccess, statusOfError, type Access } from './access.ts';
import { AuditService } from './audit.service.ts';
import { loadViewer } from './load-viewer.ts';
import { callerOf } from '../http/caller.ts';
import { isFromHere } from '../http/reach.ts';
import { checkOwnName, isOwnPage, ownPath } from './same-origin.ts';
import { hashOf, newSecret } from './secrets.ts';
import { closeSession, openSession, SESSION_COOKIE, viewerOfSession } from './sessions.ts';
import { TokenBuckets } from './token-bucket.ts';
import type { Viewer } from './viewer.ts';
import { GraphQLError } from 'graphql';

/** Requests to /sign-in… from one address. */
export const SIGN_INS_PER_MINUTE = 30;
/** How long somebody may take at the provider. */
const ATTEMPT_MINUTES = 10;
const ATTEMPT_COOKIE = 'atlas_sign_in';
/** Whoever signs in is not made to say whom they replace. */
const OF_A_FEW_WORDS = { bodyLimit: 1024, config: { asks: true } } as const;

/**
 * `GET /sign-in?return=/path` sends a browser to the provider, which sends it back to `GET /sign-in/callback`; where there is no
 * provider, `POST /sign-in/demo {"post": "…"}` signs in as a post of the demo. `POST /sign-out` ends it.
 */
export function registerSignIn(fastify: FastifyInstance, access: Access): void {
  const buckets = new TokenBuckets<string>();
  const { dataSource, provider } = access;

  fastify.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const turn = buckets.take(callerOf(request), SIGN_INS_PER_MINUTE);
      if (turn.ok) return checkOwnName(request);
      const error = limitExceeded('Too many sign-ins from this address. Try again in a moment.');
      error.extensions['retryAfterSeconds'] = turn.retryAfterSeconds;
      throw error;
    });
    scope.setErrorHandler(async (error, request, reply) => {
      if (!(error instanceof GraphQLError)) throw error;
      return request.method === 'GET' ? refusalPage(reply, error) : refuseAccess(reply, error);
    });

    scope.get<{ Querystring: { return?: string } }>('/sign-in', async (request, reply) => {
      if (!provider) throw notFound('issuer', 'No sign-in service is set here (OIDC_ISSUER).');
      const secret = newSecret();
      const address = await provider.startAddress(secret, callbackOf(request));
      await dataSource.query(
        `with swept as (delete from sign_in_attempt where expires_at <= now())
         insert into sign_in_attempt (browser_hash, return_to, expires_at) values ($1, $2, now() + make_interval(mins => $3))`,
        [hashOf(secret), ownPath(request.query.return), ATTEMPT_MINUTES],
      );
      // The way back is a link from another site, with which a strict cookie would not travel.
      reply.setCookie(ATTEMPT_COOKIE, secret, { ...cookieOf(request), path: '/sign-in', maxAge: ATTEMPT_MINUTES * 60 });
      return reply.redirect(address);
    });

    scope.get('/sign-in/callback', async (request, reply) => {
      const secret = request.cookies[ATTEMPT_COOKIE];
      reply.clearCookie(ATTEMPT_COOKIE, { path: '/sign-in' });
      if (!provider || secret === undefined) throw began();
      // One return for each attempt: what comes a second time finds nothing.
      const [attempts] = await dataSource.query<[{ returnTo: string }[], number]>(
        `delete from sign_in_attempt where browser_hash = $1 and expires_at > now() returning return_to as "returnTo"`,
        [hashOf(secret)],
      );
      const [attempt] = attempts;
      if (!attempt) throw began();
      const query = request.url.slice(request.url.indexOf('?'));
      const code = await provider.finish(secret, new URL(`${callbackOf(request)}${query}`));
      const viewer = await loadViewer(dataSource, { code });
      if (!viewer) throw unauthenticated('The sign-in service names a post that is not in service here.');
      await signIn(request, reply, viewer);
      return reply.redirect(attempt.returnTo);
    });

    scope.post<{ Body: { post?: unknown } | null }>('/sign-in/demo', OF_A_FEW_WORDS, async (request, reply) => {
      checkOwnPage(request);
      if (!access.demoPosts)
        throw forbidden(
          'Posts of the demo do not sign in here: they do where the server listens on its own machine alone, or where DEMO_POSTS=on opens them to everybody, and never beside OIDC_ISSUER.',
        );
      if (access.demoPostsFromHere && !isFromHere(request))
        throw forbidden(
          'Posts of the demo sign in from this machine only, through no proxy. DEMO_POSTS=on opens them to everybody who reaches the server.',
        );
      const code = request.body?.post;
      if (typeof code !== 'string') throw badInput('post', 'Say the code of a post: {"post": "370202-PLANNER-01"}.');
      const [made] = await dataSource.query<unknown[]>(
        `select from post join data_source s on s.id = post.source_id where post.code = $1 and s.provenance = 'SYNTHETIC'`,
        [code],
      );
      const viewer = made === undefined ? null : await loadViewer(dataSource, { code });
      if (!viewer) throw notFound('post', `There is no post "${code.slice(0, 60)}" of the demo in service.`);
      await signIn(request, reply, viewer);
      return reply.code(204).send();
    });

    scope.post('/sign-out', async (request, reply) => {
      checkOwnPage(request);
      const token = request.cookies[SESSION_COOKIE];
      const viewer = token === undefined ? null : await viewerOfSession(dataSource, token);
      if (token !== undefined) await closeSession(dataSource, token);
      if (viewer) await AuditService.note({ manager: dataSource, viewer }, 'SIGNED_OUT', viewer.postCode);
      reply.clearCookie(SESSION_COOKIE, cookieOf(request));
      return reply.code(204).send();
    });
  });

  const callbackOf = (request: FastifyRequest): string => `${access.baseOf(request)}/sign-in/callback`;

  const cookieOf = (request: FastifyRequest) =>
    ({ httpOnly: true, sameSite: 'lax', path: '/', secure: access.baseOf(request).startsWith('https:') }) as const;

  const signIn = async (request: FastifyRequest, reply: FastifyReply, viewer: Viewer): Promise<void> => {
    await AuditService.note({ manager: dataSource, viewer }, 'SIGNED_IN', viewer.postCode);
    const { token, expiresAt } = await openSession(dataSource, viewer.postId);
    // A browser is signed in once: what it held before is worth nothing from here on, wherever else it has got to.
    const before = request.cookies[SESSION_COOKIE];
    if (before !== undefined) await closeSession(dataSource, before);
    reply.setCookie(SESSION_COOKIE, token, { ...cookieOf(request), expires: expiresAt });
  };
}

const began = (): GraphQLError =>
  unauthenticated(
    'This sign-in has not begun in this browser, took too long, or was finished before. Begin again at /sign-in.',
  );

function checkOwnPage(request: FastifyRequest): void {
  const { access } = request.server;
  if (!access || !isOwnPage(request, access.names)) throw forbidden('Only pages of this server sign in and out.');
}

/** Whom a browser brings here sees a page, not JSON. */
function refusalPage(reply: FastifyReply, error: GraphQLError): FastifyReply {
  const { retryAfterSeconds } = error.extensions;
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
  const message = error.message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return reply
    .code(statusOfError(error))
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Louyuan Atlas 楼院图谱</title>` +
        `<p>登录未完成 · Not signed in. ${message}</p><p><a href="/">返回地图 · Back to the map</a></p></html>`,
    );
}
