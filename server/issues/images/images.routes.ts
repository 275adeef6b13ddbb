import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import { statusOfError } from '../../kernel/access/access.ts';
import { checkOwnName } from '../../kernel/access/same-origin.ts';
import { viewerOfRequest } from '../../kernel/access/viewer-of-request.ts';
import { visitOf } from '../../kernel/access/visits.ts';
import type { Viewer } from '../../kernel/access/viewer.ts';
import { isAway } from '../../kernel/database/database-error.ts';
import { ReadSession } from '../../kernel/database/read-session.ts';
import { RequestContext, type GraphContext } from '../../kernel/graph/context.ts';
import { badInput, forbidden, unauthenticated } from '../../kernel/graph/errors.ts';
import { chineseOf } from '../../kernel/graph/errors-in-chinese.ts';
import { refuseAway } from '../../kernel/http/database-away.ts';
import { IMAGE_TYPES, MAX_IMAGE_BYTES } from './draw-anew.ts';
import { IssueImagesService } from './issue-images.service.ts';

interface OfIssue {
  Params: { code: string };
}

/**
 * Images of cases: `POST /issues/{code}/images` with the bytes and a header "idempotency-key" adds one and answers
 * `{"id": …}`; `GET /issues/{code}/images/{id}` shows one to posts that may see the case.
 */
export function registerImages(fastify: FastifyInstance, { dataSource }: { readonly dataSource: DataSource }): void {
  fastify.register(async (scope) => {
    scope.addContentTypeParser(
      [...IMAGE_TYPES],
      { parseAs: 'buffer', bodyLimit: MAX_IMAGE_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.setErrorHandler((error, request, reply) => answerError(error, request, reply));
    scope.addHook('onRequest', async (request, reply) => {
      reply.headers({ 'cache-control': 'private, no-store', vary: 'cookie, authorization' });
      if (request.method === 'POST') checkOwnName(request);
      await mustBeSomebody(request);
    });

    const config = { arrivesSlowly: true };
    scope.post<OfIssue & { Body: unknown }>('/issues/:code/images', { config }, async (request, reply) => {
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string')
        throw badInput('idempotencyKey', 'Send a header "idempotency-key" with a new UUID for every image.');
      const file = request.body;
      if (!Buffer.isBuffer(file)) throw badInput('image', `Send the bytes as one of ${IMAGE_TYPES.join(', ')}.`);
      const { code } = request.params;
      const id = await asking(request, (context) => IssueImagesService.add(context, { code, key, file }));
      return reply.code(201).send({ id: String(id) });
    });

    scope.get<{ Params: { code: string; id: string } }>('/issues/:code/images/:id', async (request, reply) => {
      const { code, id } = request.params;
      const number = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : 0;
      const { mediaType, bytes } = await asking(request, (context) => IssueImagesService.get(context, code, number));
      return reply
        .headers({
          'content-type': mediaType,
          'content-disposition': 'inline',
          'content-security-policy': `default-src 'none'; sandbox`,
          'cross-origin-resource-policy': 'same-origin',
        })
        .send(bytes);
    });
  });

  /** Answers in the name of the post that asks. */
  async function asking<T>(request: FastifyRequest, work: (context: GraphContext) => Promise<T>): Promise<T> {
    const viewer = askedBy.get(request) ?? null;
    const session = new ReadSession(dataSource, viewer, { pass: visitOf(request, viewer) });
    try {
      return await work(new RequestContext(session));
    } finally {
      await session.close();
    }
  }
}

/** Whom a request comes from; known before its bytes are read, so that nobody can make the server read for nothing. */
const askedBy = new WeakMap<FastifyRequest, Viewer>();

async function mustBeSomebody(request: FastifyRequest): Promise<void> {
  const viewer = await viewerOfRequest(request);
  if (!viewer) throw unauthenticated();
  const scope = request.method === 'POST' ? 'CHANGE_ISSUES' : 'READ_ISSUES';
  if (viewer.scopes && !viewer.scopes.includes(scope)) throw forbidden(`This API key lacks the scope ${scope}.`);
  askedBy.set(request, viewer);
}

/** The same words as the graph's, with the status of the web. */
function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = (status: number, code: string, message: string, messageZh = chineseOf({ code })): FastifyReply =>
    reply.code(status).send({ code, message, messageZh });
  if (error instanceof GraphQLError) {
    const code = String(error.extensions['code']);
    return answer(statusOfError(error), code, error.message, chineseOf(error.extensions));
  }
  if (isAway(error)) return refuseAway(request, reply, error);
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : 500;
  if (status === 413)
    return answer(
      413,
      'PAYLOAD_TOO_LARGE',
      `An image has ${MAX_IMAGE_BYTES / 1024 / 1024} MB at most.`,
      `一张图片最多 ${MAX_IMAGE_BYTES / 1024 / 1024} MB。`,
    );
  if (status === 415)
    return answer(415, 'UNSUPPORTED_MEDIA_TYPE', `Send the bytes as one of ${IMAGE_TYPES.join(', ')}.`);
  if (status < 500) return answer(status, 'BAD_REQUEST', error instanceof Error ? error.message : String(error));
  request.log.error(error);
  return answer(500, 'INTERNAL_SERVER_ERROR', 'Something went wrong on the server.');
}
