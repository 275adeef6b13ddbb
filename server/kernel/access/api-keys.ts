import { randomInt } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { askNamed } from '../database/ask-named.ts';
import { limitExceeded, unauthenticated } from '../graph/errors.ts';
import { sql } from '../graph/sql.ts';
import { toViewer, VIEWERS, type ViewerRow } from './load-viewer.ts';
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

/** A key, with its post while that is in service. */
interface Row extends Omit<ViewerRow, 'postId'> {
  id: number;
  secretHash: Buffer;
  postId: number | null;
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
        : await askNamed<Row>(
            this.dataSource,
            sql`
            select k.id, k.secret_hash as "secretHash", k.scopes, k.requests_per_minute as "requestsPerMinute",
              k.expires_at as "expiresAt", v.*
            from api_key k left join ${VIEWERS} v on v."postId" = k.post_id
            where k.prefix = ${prefix} and k.revoked_at is null and k.expires_at > now()`,
          );
    if (!row || !sameBytes(row.secretHash, hashOf(key))) throw refused();
    const turn = this.buckets.take(row.id, row.requestsPerMinute);
    if (!turn.ok) {
      const error = limitExceeded(`This API key may ask ${row.requestsPerMinute} times a minute. Ask again later.`);
      error.extensions['retryAfterSeconds'] = turn.retryAfterSeconds;
      throw error;
    }
    const { postId, scopes, id: apiKeyId } = row;
    if (postId === null) throw refused();
    return toViewer({ ...row, postId }, { via: 'API_KEY', scopes, apiKeyId, expiresAt: new Date(row.expiresAt) });
  }
}

const refused = () =>
  unauthenticated('This API key is not valid, or no longer. Ask an administrator of the district for another.');
