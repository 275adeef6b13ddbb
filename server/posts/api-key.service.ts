import type { EntityManager } from 'typeorm';
import { newApiKey } from '../kernel/access/api-keys.ts';
import { AuditService } from '../kernel/access/audit.service.ts';
import { loadViewer } from '../kernel/access/load-viewer.ts';
import { checkText } from '../kernel/access/screening.ts';
import type { Viewer } from '../kernel/access/viewer.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput, forbidden, notFound, textArgument } from '../kernel/graph/errors.ts';
import { fromGlobalId, toGlobalId } from '../kernel/graph/global-id.ts';
import { Sql, sql } from '../kernel/graph/sql.ts';
import { ApiKey, type CreateApiKeyInput, type CreatedApiKey } from './api-key.ts';

type KeyRow = Omit<ApiKey, 'id'>;

const COLUMNS = `k.id as "keyId", k.prefix, k.title, k.post_id as "postId", k.scopes, k.requests_per_minute as "requestsPerMinute",
  k.created_by as "createdById", k.created_at as "createdAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt"`;

const MAX_PER_MINUTE = 100_000;
const MAX_DAYS = 731;

const toKey = (row: KeyRow): ApiKey => Object.assign(new ApiKey(), row, { id: toGlobalId('ApiKey', row.keyId) });

export class ApiKeyService {
  /** The keys of the administrator's district, the newest first. The database shows no others. */
  static async list(context: GraphContext): Promise<ApiKey[]> {
    const rows = await context.query<KeyRow>(sql`
      select ${new Sql([COLUMNS], [])} from api_key k order by k.id desc`);
    context.deliver(rows.length);
    return rows.map(toKey);
  }

  static async create(context: GraphContext, input: CreateApiKeyInput): Promise<CreatedApiKey> {
    const title = checkText('input.title', textArgument('input.title', input.title));
    const { requestsPerMinute, expiresAt } = input;
    const scopes = [...new Set(input.scopes)];
    if (scopes.length === 0) throw badInput('input.scopes', 'A key needs a scope: say what it may be used for.');
    if (requestsPerMinute < 1 || requestsPerMinute > MAX_PER_MINUTE)
      throw badInput('input.requestsPerMinute', `"requestsPerMinute" takes 1 to ${MAX_PER_MINUTE}.`);
    const days = (expiresAt.getTime() - Date.now()) / 86_400_000;
    if (days <= 0 || days > MAX_DAYS) throw badInput('input.expiresAt', 'A key ends in the future, within two years.');
    return context.change(async (manager, viewer) => {
      checkNoKey(viewer);
      const post = await loadViewer(manager, { code: input.post });
      if (post?.districtCode !== viewer.districtCode)
        throw notFound('input.post', `There is no post "${input.post}" in service in your district.`);
      if (post.kind === 'ADMINISTRATOR')
        throw badInput('input.post', 'A key cannot act as an administrator: choose another post.');
      const { prefix, secret, secretHash } = newApiKey();
      const [row] = await manager.query<KeyRow[]>(
        `insert into api_key as k (prefix, secret_hash, title, post_id, scopes, requests_per_minute, created_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
        [prefix, secretHash, title, post.postId, scopes, requestsPerMinute, viewer.postId, expiresAt],
      );
      if (!row) throw new Error('No key was made');
      const noted = { post: post.postCode, scopes, requestsPerMinute, expiresAt };
      await AuditService.note({ manager, viewer }, 'API_KEY_MADE', prefix, noted);
      return { apiKey: toKey(row), secret };
    });
  }

  /** From now on the key is none. Revoking it again changes nothing. */
  static async revoke(context: GraphContext, id: string): Promise<ApiKey> {
    const { type, key } = fromGlobalId(id);
    return context.change(async (manager, viewer) => {
      checkNoKey(viewer);
      const row = type === 'ApiKey' ? await lockKey(manager, key, viewer) : undefined;
      if (!row) throw notFound('id', 'There is no such API key in your district.');
      if (row.revokedAt !== null) return toKey(row);
      const [revoked] = await manager.query<[KeyRow[], number]>(
        `update api_key k set revoked_at = now() where id = $1 returning ${COLUMNS}`,
        [key],
      );
      await AuditService.note({ manager, viewer }, 'API_KEY_REVOKED', row.prefix);
      return toKey(revoked[0] ?? row);
    });
  }
}

/** A key that makes keys would outlive its own end. */
function checkNoKey({ via }: Viewer): void {
  if (via === 'API_KEY')
    throw forbidden('API keys are made and revoked by an administrator who is signed in, not by a key.');
}

async function lockKey(manager: EntityManager, id: number, { districtCode }: Viewer): Promise<KeyRow | undefined> {
  const [row] = await manager.query<KeyRow[]>(
    `select ${COLUMNS} from api_key k join post p on p.id = k.post_id where k.id = $1 and p.district_code = $2 for update of k`,
    [id, districtCode],
  );
  return row;
}
