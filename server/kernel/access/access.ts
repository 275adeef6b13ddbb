import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import type { OidcSettings } from '../../env.ts';
import { ApiKeys } from './api-keys.ts';
import { chineseOf } from '../graph/errors-in-chinese.ts';
import { OwnNames, type Names } from '../http/reach.ts';
import { BearerTokens } from './bearer-tokens.ts';
import { OidcProvider } from './oidc-provider.ts';

export interface AccessOptions extends Names {
  readonly dataSource: DataSource;
  readonly oidc: OidcSettings | null;
  /** Whether posts of the demo may sign in by being chosen. Never with a provider. */
  readonly demoPosts: boolean;
  /** And whether only from this machine, through no proxy. */
  readonly demoPostsFromHere: boolean;
}

/** How those who ask show which post they are. */
export class Access {
  readonly dataSource: DataSource;
  readonly demoPosts: boolean;
  readonly demoPostsFromHere: boolean;
  readonly names: OwnNames;
  readonly issuer: string | null;
  readonly provider: OidcProvider | null;
  readonly apiKeys: ApiKeys;
  readonly tokens: BearerTokens | null;
  private readonly publicUrl: string | null;

  constructor(options: AccessOptions) {
    const { dataSource, oidc, demoPosts, publicUrl } = options;
    this.dataSource = dataSource;
    this.issuer = oidc?.issuer ?? null;
    this.demoPosts = demoPosts && oidc === null;
    this.demoPostsFromHere = options.demoPostsFromHere;
    this.names = new OwnNames(options);
    this.publicUrl = publicUrl;
    this.provider = oidc && new OidcProvider(oidc);
    this.apiKeys = new ApiKeys(dataSource);
    this.tokens = oidc && this.provider && new BearerTokens(dataSource, this.provider, oidc);
  }

  /** The address of this server as the browser knows it, without a slash at the end. */
  baseOf({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string {
    return this.publicUrl ?? `${protocol}://${host}`;
  }
}

/** The address under which the one who asks knows this server, without a slash at the end: for links that leave the house. */
export function baseOf(request: FastifyRequest): string {
  return request.server.access?.baseOf(request) ?? `${request.protocol}://${request.host}`;
}

declare module 'fastify' {
  interface FastifyInstance {
    access?: Access;
  }
}

/** Lets routes ask `viewerOfRequest`. To be registered before them. */
export async function registerAccess(fastify: FastifyInstance, options: AccessOptions): Promise<Access> {
  const access = new Access(options);
  await fastify.register(cookie);
  fastify.decorate('access', access);
  return access;
}

const STATUS = new Map<unknown, number>([
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['NOT_FOUND', 404],
  ['CONFLICT', 409],
  ['POST_CHANGED', 409],
  ['LIMIT_EXCEEDED', 429],
  ['BUSY', 503],
]);

/** The status of an error of who asks, outside of the graph; 400 for the others. */
export function statusOfError(error: GraphQLError): number {
  return STATUS.get(error.extensions['code']) ?? 400;
}

/** Answers a request that came with something that does not hold. In the graph's own form, which says all that others say, too. */
export function refuseAccess(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof GraphQLError)) throw error;
  const { code, retryAfterSeconds } = error.extensions;
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
  if (code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  const { message } = error;
  const messageZh = chineseOf(error.extensions);
  return reply
    .code(statusOfError(error))
    .header('cache-control', 'no-store')
    .send({ code, message, messageZh, errors: [{ message, extensions: { code, messageZh } }] });
}
