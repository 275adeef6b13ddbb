import type { EntityManager } from 'typeorm';
import type { GraphContext } from '../graph/context.ts';
import { unauthenticated } from '../graph/errors.ts';
import { sql, type Sql } from '../graph/sql.ts';
import type { Viewer } from './viewer.ts';

/** What the audit log tells of. */
export type AuditAction =
  | 'SIGNED_IN'
  | 'SIGNED_OUT'
  | 'API_KEY_MADE'
  | 'API_KEY_REVOKED'
  | 'CASE_SEEN'
  | 'IMAGE_ADDED'
  | 'IMAGE_SEEN'
  | 'CASE_MOVED'
  | 'HARD_ISSUE_MOVED'
  | 'EVALUATION_FROZEN'
  | 'FILE_IMPORTED'
  | 'IMPORT_UNDONE'
  | 'EXPORTED';

export interface AuditSource {
  readonly manager: Pick<EntityManager, 'query'>;
  readonly viewer: Viewer;
}

/**
 * Writes down who saw or changed what. A request hands over its context, and the entry stands before its answer leaves; a
 * change hands over the transaction it is made in. What cannot be written down does not happen: the error is the answer's.
 */
export const AuditService = {
  async note(
    by: GraphContext | AuditSource,
    action: AuditAction,
    subject: string,
    detail: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const { viewer } = by;
    if (!viewer) throw unauthenticated();
    const { text, params } = this.entry(viewer, action, subject, detail);
    if ('manager' in by) await by.manager.query(text, params);
    else await by.session.change(viewer, (manager) => manager.query(text, params));
  },

  /** The statement that writes an entry, for those who write it together with what they change. */
  entry(
    { districtCode, postCode, apiKeyId }: Viewer,
    action: AuditAction,
    subject: string,
    detail: Readonly<Record<string, unknown>>,
  ): Sql {
    return sql`
      insert into audit_entry (district_code, post_code, api_key_prefix, action, subject, detail)
      values (${districtCode}, ${postCode}, (select prefix from api_key where id = ${apiKeyId}), ${action}, ${subject},
        ${JSON.stringify(detail)})`;
  },
};
