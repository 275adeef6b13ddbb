import * as oidc from 'openid-client';
import type { OidcSettings } from '../../env.ts';
import { unauthenticated } from '../graph/errors.ts';
import { derived } from './secrets.ts';

const PATIENCE_SECONDS = 10;

/** The OpenID Connect provider of the settings, found at the first need and remembered. */
export class OidcProvider {
  private found: Promise<oidc.Configuration> | null = null;

  constructor(private readonly settings: OidcSettings) {}

  async metadata(): Promise<{ issuer: string; jwksUri: string }> {
    const { issuer, jwks_uri: jwksUri } = (await this.configuration()).serverMetadata();
    if (jwksUri === undefined) throw unauthenticated('The sign-in service does not tell its keys (jwks_uri).');
    return { issuer, jwksUri };
  }

  /** Where a browser that holds this secret goes to sign in. */
  async startAddress(secret: string, redirectUri: string): Promise<string> {
    const address = oidc.buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: redirectUri,
      scope: this.settings.scope,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifierOf(secret)),
      code_challenge_method: 'S256',
      state: stateOf(secret),
      nonce: nonceOf(secret),
    });
    return address.href;
  }

  /** The code of the post that has signed in, from the address the browser came back to. Throws UNAUTHENTICATED. */
  async finish(secret: string, returned: URL): Promise<string> {
    const configuration = await this.configuration();
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, returned, {
        pkceCodeVerifier: verifierOf(secret),
        expectedState: stateOf(secret),
        expectedNonce: nonceOf(secret),
        idTokenExpected: true,
      });
      const { postClaim } = this.settings;
      const claims = tokens.claims();
      let code = claims?.[postClaim];
      if (code === undefined && claims && configuration.serverMetadata().userinfo_endpoint !== undefined) {
        code = (await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub))[postClaim];
      }
      if (typeof code === 'string') return code;
    } catch (error) {
      throw unauthenticated(
        error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied'
          ? 'The sign-in service has not let this sign-in through.'
          : 'This sign-in could not be finished. Begin again at /sign-in.',
      );
    }
    throw unauthenticated(
      `The sign-in service says no post for this account (claim "${this.settings.postClaim}"). Let its administrator add it.`,
    );
  }

  private configuration(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const url = new URL(issuer);
    // The settings allow plain http on this machine only.
    const insecure = url.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    this.found ??= oidc.discovery(
      url,
      clientId,
      clientSecret ?? undefined,
      clientSecret === null ? oidc.None() : undefined,
      { execute: [...insecure, oidc.enableNonRepudiationChecks], timeout: PATIENCE_SECONDS },
    );
    this.found.catch(() => {
      this.found = null;
    });
    return this.found.catch(() => {
      throw unauthenticated('The sign-in service does not answer. Try again in a moment.');
    });
  }
}

// All three come from what the browser's cookie holds, so nothing that is kept here could finish somebody's sign-in.
const stateOf = (secret: string): string => derived(secret, 'state');
const nonceOf = (secret: string): string => derived(secret, 'nonce');
const verifierOf = (secret: string): string => derived(secret, 'verifier');
