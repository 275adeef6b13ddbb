import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { DataSource } from 'typeorm';
import type { OidcSettings } from '../../env.ts';
import { unauthenticated } from '../graph/errors.ts';
import { loadViewer } from './load-viewer.ts';
import type { OidcProvider } from './oidc-provider.ts';
import type { Viewer } from './viewer.ts';

/** Signatures that need no secret of ours. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCKS_DIFFER_SECONDS = 5;
/** A key that is not known makes the keys be fetched anew, but not more often than this. */
const KEYS_AT_MOST_EVERY_MS = 5000;

/** Checks access tokens of the provider: whose they are, for whom, until when, and which post they name. */
export class BearerTokens {
  private keys: Promise<JWTVerifyGetKey> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly provider: OidcProvider,
    private readonly settings: OidcSettings,
    private readonly keysAtMostEveryMs = KEYS_AT_MOST_EVERY_MS,
  ) {}

  /** Throws UNAUTHENTICATED, with a sentence that says what is wrong with the token and nothing of what is in it. */
  async viewerOf(token: string): Promise<Viewer> {
    const { audience, postClaim } = this.settings;
    if (audience === null) throw unauthenticated('Bearer tokens are not taken here: OIDC_AUDIENCE is not set.');
    const { issuer } = await this.provider.metadata();
    const payload = await jwtVerify(token, await this.keySet(), {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', postClaim],
      clockTolerance: CLOCKS_DIFFER_SECONDS,
    }).then(
      (verified) => verified.payload,
      (error: unknown) => {
        throw unauthenticated(wrongWith(error, postClaim));
      },
    );
    const code = payload[postClaim];
    const expiresAt = new Date(Number(payload.exp) * 1000);
    const viewer =
      typeof code === 'string' ? await loadViewer(this.dataSource, { code }, { via: 'TOKEN', expiresAt }) : null;
    if (!viewer) throw unauthenticated('The token names no post that is in service.');
    return viewer;
  }

  private keySet(): Promise<JWTVerifyGetKey> {
    this.keys ??= this.provider
      .metadata()
      .then(({ jwksUri }) =>
        createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: this.keysAtMostEveryMs, timeoutDuration: 5000 }),
      );
    this.keys.catch(() => {
      this.keys = null;
    });
    return this.keys;
  }
}

function wrongWith(error: unknown, postClaim: string): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired. Sign in again.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return 'The token is of another issuer.';
    if (error.claim === 'aud') return 'The token is meant for another audience.';
    if (error.claim === postClaim) return `The token names no post (claim "${postClaim}").`;
    return `The token does not hold ("${error.claim}").`;
  }
  if (error instanceof errors.JWKSTimeout)
    return 'The token could not be checked: the sign-in service does not answer.';
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'The token is signed with a key that the sign-in service does not have.';
  return 'This is no token of the sign-in service.';
}
