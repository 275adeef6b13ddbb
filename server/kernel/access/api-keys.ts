import { randomInt } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { limitExceeded, unauthenticated } from '../graph/errors.ts';
import { loadViewer } from './load-viewer.ts';
import { hashOf, newSecret, sameBytes } from './secrets.ts';
import { TokenBuckets } from './token-bucket.ts';
import type { Viewer } from './viewer.ts';

const KEY = /^lyk_([0-9a-z]{8})_([A-Za-z0-9_-]{43})$/;
const SIGNS = '0123456789abcdefghijklmnopqrstuvwxyz';

export const looksLikeApiKey = (token: string): boolean => token.startsWith('lyk_');

/** A new key: what its owner gets once, and what is kept. */
export function newApiKey(): { prefix: string; secret: string; secretHash: Buffer } {
  const prefix = Array.from({ length: 8 }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');
  const secret = `lyk_${prefix}_${newSecret()}`;
  return { prefix, secret, secretHash: hashOf(secret) };
}

interface Row {
  id: number;
  secretHash: Buffer;
  postId: number;
  scopes: string[];
  requestsPerMinute: number;
  expiresAt: Date | string;
}

/** Checks keys of machines and how often each of them asks. */
export class ApiKeys {
  private readonly buckets = new TokenBuckets<number>();

  constructor(private readonly dataSource: DataSource) {}

  /** The post a key acts as. Throws UNAUTHENTICATED for what is no key (any more), LIMIT_EXCEEDED for one that asks too often. */
  async viewerOf(key: string): Promise<Viewer> {
    const prefix = KEY.exec(key)?.[1];
    const [row] =
      prefix === undefined
        ? []
        : await this.dataSource.query<Row[]>(
            `select id, secret_hash as "secretHash", post_id as "postId", scopes, requests_per_minute as "requestsPerMinute",
               expires_at as "expiresAt"
             from api_key where prefix = $1 and revoked_at is null and expires_at > now()`,
            [prefix],
          );
    if (!row || !sameBytes(row.secretHash, hashOf(key))) throw refused();
    const turn = this.buckets.take(row.id, row.requestsPerMinute);
    if (!turn.ok) {
      const error = limitExceeded(`This API key may ask ${row.requestsPerMinute} times a minute. Ask again later.`);
      error.extensions['retryAfterSeconds'] = turn.retryAfterSeconds;
      throw error;
    }
    const viewer = await loadViewer(
      this.dataSource,
      { id: row.postId },
      { via: 'API_KEY', scopes: row.scopes, apiKeyId: row.id, expiresAt: new Date(row.expiresAt) },
    );
    if (!viewer) throw refused();
    return viewer;
  }
}

const refused = () =>
  unauthenticated('This API key is not valid, or no longer. Ask an administrator of the district for another.');
