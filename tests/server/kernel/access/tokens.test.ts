import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import { BearerTokens } from '../../../../server/kernel/access/bearer-tokens.ts';
import { OidcProvider } from '../../../../server/kernel/access/oidc-provider.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { aDistrict } from '../../../support/factories.ts';
import { AUDIENCE, TestProvider } from '../../../support/oidc.ts';
import { aPost } from '../../../support/post-factories.ts';
import { ownDatabase } from '../../../support/test-database.ts';

describe('A bearer token', () => {
  let database: Database;
  let provider: TestProvider;
  let fastify: FastifyInstance;
  let planner: string;
  let ended: string;

  beforeAll(async () => {
    database = await ownDatabase('empty');
    provider = await TestProvider.start(
      () => 'http://127.0.0.1/unused',
      () => null,
    );
    const env = { ...readEnv({}), oidc: provider.settings, logLevel: 'silent' as const };
    ({ fastify } = await createApp({ env, database, client: null }));
    const { manager } = database.dataSource;
    const district = await aDistrict(manager);
    planner = (await aPost(manager, 'DISTRICT_PLANNER', { of: district })).code;
    ended = (await aPost(manager, 'DISTRICT_PLANNER', { of: district, from: '2021-01-01', to: '2022-01-01' })).code;
  });
  afterAll(async () => {
    await fastify.close();
    await provider.close();
    await database.close();
  });

  const asks = async (token: string): Promise<{ status: number; said: unknown }> => {
    const answer = await fastify.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${token}` },
      payload: { query: '{ viewer { via post { code } } }' },
    });
    const { data, errors } = answer.json<{ data?: { viewer: unknown }; errors?: { message: string }[] }>();
    return { status: answer.statusCode, said: data?.viewer ?? errors?.[0]?.message };
  };

  test('of the provider, for this server, in its time, makes whoever shows it the post it names', async () => {
    const token = await provider.token({ atlas_post: planner });
    expect(await asks(token)).toEqual({ status: 200, said: { via: 'TOKEN', post: { code: planner } } });
  });

  test('is not taken when anything about it does not hold, and the refusal says what', async () => {
    const other = await generateKeyPair('RS256');
    const forged = await new SignJWT({ atlas_post: planner })
      .setProtectedHeader({ alg: 'RS256', kid: 'unheard-of' })
      .setIssuer(provider.issuer)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .sign(other.privateKey);
    const unsigned = new UnsecuredJWT({ atlas_post: planner })
      .setIssuer(provider.issuer)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .encode();
    const byPassword = await new SignJWT({ atlas_post: planner })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(provider.issuer)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode('a secret of the test, long enough to sign with'));
    const good = await provider.token({ atlas_post: planner });
    const wrong: [string, RegExp][] = [
      [await provider.token({ atlas_post: planner }, { audience: 'https://elsewhere.test' }), /another audience/],
      [await provider.token({ atlas_post: planner }, { audience: provider.settings.clientId }), /another audience/],
      [await provider.token({ atlas_post: planner }, { issuer: 'https://elsewhere.test' }), /another issuer/],
      [await provider.token({ atlas_post: planner }, { expires: Math.floor(Date.now() / 1000) - 60 }), /has expired/],
      [await provider.token({ atlas_post: planner }, { expires: null }), /"exp"/],
      [await provider.token({}), /names no post/],
      [await provider.token({ atlas_post: 'NO-SUCH-POST' }), /no post that is in service/],
      [await provider.token({ atlas_post: ended }), /no post that is in service/],
      [await provider.token({ atlas_post: [planner] }), /no post that is in service/],
      [forged, /a key that the sign-in service does not have/],
      [unsigned, /no token of the sign-in service/],
      [byPassword, /no token of the sign-in service/],
      [`${good.slice(0, -4)}AAAA`, /no token of the sign-in service/],
      ['nonsense', /no token of the sign-in service/],
    ];
    for (const [token, sentence] of wrong) {
      const { status, said } = await asks(token);
      expect({ status, said }).toEqual({ status: 401, said: expect.stringMatching(sentence) as unknown });
    }
  });

  test('is refused alike by files and features, before anything is read', async () => {
    for (const url of ['/exports/issues.csv', '/ogc/features/collections', '/imports']) {
      const answer = await fastify.inject({ url, headers: { authorization: 'Bearer nonsense' } });
      expect({ url, status: answer.statusCode }).toEqual({ url, status: 401 });
    }
  });

  test('is checked with the keys of now: a rotated key is found, a withdrawn one is no longer taken', async () => {
    const tokens = new BearerTokens(database.dataSource, new OidcProvider(provider.settings), provider.settings, 1);
    const before = await provider.token({ atlas_post: planner });
    expect(await tokens.viewerOf(before)).toMatchObject({ postCode: planner });
    await provider.rotate();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await tokens.viewerOf(await provider.token({ atlas_post: planner }))).toMatchObject({ postCode: planner });
    await expect(tokens.viewerOf(before)).rejects.toThrow('does not have');
  });

  test('cannot be checked while the provider is away, and can be once it is back', async () => {
    let server: Server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const settings = { ...provider.settings, issuer: `http://127.0.0.1:${port}` };
    const tokens = new BearerTokens(database.dataSource, new OidcProvider(settings), settings, 1);
    const token = await provider.token({ atlas_post: planner }, { issuer: settings.issuer });
    await expect(tokens.viewerOf(token)).rejects.toThrow('does not answer');
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ issuer: settings.issuer, jwks_uri: `${provider.issuer}/jwks` }));
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await tokens.viewerOf(token)).toMatchObject({ postCode: planner });
    server.closeAllConnections();
    server.close();
  });
});
