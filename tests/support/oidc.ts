/** A real OpenID Connect provider on a free port, whose accounts are the codes of posts. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import Provider from 'oidc-provider';
import type { OidcSettings } from '../../server/env.ts';

export const AUDIENCE = 'https://atlas.test';

interface SigningKey {
  kid: string;
  jwk: JWK;
  sign: CryptoKey;
}

export class TestProvider {
  readonly settings: OidcSettings;
  private keys: SigningKey[] = [];

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {
    this.settings = {
      issuer,
      clientId: 'louyuan-atlas',
      clientSecret: 'a secret of the test',
      scope: 'openid atlas',
      postClaim: 'atlas_post',
      audience: AUDIENCE,
    };
  }

  /** Signs in whoever comes as the account that `login` names; null refuses. */
  static async start(redirectUri: () => string, login: () => string | null): Promise<TestProvider> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const test = new TestProvider(server, `http://127.0.0.1:${port}`);
    await test.rotate();
    const { clientId, clientSecret } = test.settings;
    const provider = new Provider(test.issuer, {
      clients: [{ client_id: clientId, client_secret: clientSecret ?? '', redirect_uris: [redirectUri()] }],
      jwks: { keys: test.keys.map(({ jwk }) => jwk) as never },
      claims: { openid: ['sub'], atlas: ['atlas_post'] },
      scopes: ['openid', 'atlas'],
      conformIdTokenClaims: false,
      cookies: { keys: ['a key of the test'] },
      features: { devInteractions: { enabled: false } },
      findAccount: (_context, sub) => ({
        accountId: sub,
        claims: () => ({ sub, ...(sub.startsWith('nobody') ? {} : { atlas_post: sub }) }),
      }),
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    });
    const answer = provider.callback();
    server.on('request', (request, response) => {
      if (request.url === '/jwks') {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ keys: test.keys.map(({ jwk }) => publicPart(jwk)) }));
        return;
      }
      if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
      const interact = async (): Promise<void> => {
        const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
        const account = session?.accountId ?? login();
        if (account === null) {
          await provider.interactionFinished(request, response, { error: 'access_denied' });
        } else if (prompt.name === 'login') {
          await provider.interactionFinished(request, response, { login: { accountId: account } });
        } else {
          const grant = grantId
            ? await provider.Grant.find(grantId)
            : new provider.Grant({ accountId: account, clientId: String(params['client_id']) });
          grant?.addOIDCScope(String(params['scope']));
          await provider.interactionFinished(request, response, { consent: { grantId: (await grant?.save()) ?? '' } });
        }
      };
      interact().catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    return test;
  }

  /** Another key; the ones before are gone. */
  async rotate(): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const kid = `key-${Math.random().toString(36).slice(2)}`;
    this.keys = [{ kid, sign: privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } }];
  }

  /** An access token as the provider would sign it. */
  async token(claims: Record<string, unknown>, wishes: TokenWishes = {}): Promise<string> {
    const [key] = this.keys;
    if (!key) throw new Error('no key');
    const jwt = new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'at+jwt' })
      .setIssuer(wishes.issuer ?? this.issuer)
      .setAudience(wishes.audience ?? AUDIENCE)
      .setSubject('somebody')
      .setIssuedAt();
    if (wishes.expires !== null) jwt.setExpirationTime(wishes.expires ?? '5m');
    return jwt.sign(key.sign);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

export interface TokenWishes {
  issuer?: string;
  audience?: string;
  expires?: string | number | null;
}

function publicPart({ kty, n, e, kid, alg, use }: JWK): JWK {
  return { kty, n, e, kid, alg, use } as JWK;
}
