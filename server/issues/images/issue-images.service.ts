import { createHash } from 'node:crypto';
import { AuditService } from '../../kernel/access/audit.service.ts';
import { once, onceForAll, type Once } from '../../kernel/access/once.ts';
import { OFFICIALS } from '../../kernel/access/viewer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { conflict, forbidden, notFound, textArgument, unauthenticated } from '../../kernel/graph/errors.ts';
import { sql } from '../../kernel/graph/sql.ts';
import { actionsOfCase } from '../cases/case-actions.ts';
import { IssueCaseService } from '../cases/issue-case.service.ts';
import type { IssueCase } from '../cases/issue-case.ts';
import { getSeenCase } from '../cases/move-issue.ts';
import { drawAnew } from './draw-anew.ts';
import type { IssueImage } from './issue-image.ts';

export const MAX_IMAGES = 6;

export interface StoredImage {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

interface ImageRow extends Omit<IssueImage, 'address'> {
  issueId: number;
}

export class IssueImagesService {
  /** Adds an image to the case of an issue, once for a key. Gives its number. */
  static async add(
    context: GraphContext,
    { code, key, file }: { code: string; key: string; file: Buffer },
  ): Promise<number> {
    const print = createHash('sha256').update(file).digest('hex');
    const act = { key, operation: 'addIssueImage', input: { code, print } };
    const { id } = await onceForAll(context, act, () => this.write(context, { code, file }, act));
    return id;
  }

  private static async write(
    context: GraphContext,
    { code, file }: { code: string; file: Buffer },
    act: Once<{ id: number }>,
  ): Promise<{ id: number }> {
    const issueId = await mustAct(context, code);
    // Before the transaction begins: others would wait for it.
    const { mediaType, bytes, width, height } = await drawAnew(file);
    return context.change((manager, viewer) =>
      once(manager, viewer, act, async () => {
        await manager.query('select from issue_case where issue_id = $1 for update', [issueId]);
        const [there] = await manager.query<{ count: number }[]>(
          'select count(*)::int as count from issue_image where issue_id = $1',
          [issueId],
        );
        if (!there || there.count >= MAX_IMAGES)
          throw conflict(`"${code}" has ${MAX_IMAGES} images already, and that is the most.`);
        const [made] = await manager.query<{ id: number }[]>(
          `insert into issue_image (issue_id, post_id, media_type, bytes, width, height, byte_count)
           values ($1, $2, $3, $4, $5, $6, length($4::bytea)) returning id`,
          [issueId, viewer.postId, mediaType, bytes, width, height],
        );
        if (!made) throw new Error('The image was not written');
        await AuditService.note({ manager, viewer }, 'IMAGE_ADDED', code, { image: made.id });
        return { id: made.id };
      }),
    );
  }

  /** The image, when the viewer may see it. That it was seen is written down first. */
  static async get(context: GraphContext, code: string, id: number): Promise<StoredImage> {
    const [image] = await context.query<StoredImage>(sql`
      select m.media_type as "mediaType", m.bytes from issue_image m join issue i on i.id = m.issue_id
      where i.code = ${textArgument('code', code)} and m.id = ${id}::int`);
    if (!image) throw notFound('id', `There is no image ${id} of "${code}".`);
    await AuditService.note(context, 'IMAGE_SEEN', code, { image: id });
    return image;
  }

  static async ofCase(context: GraphContext, { issueId, code }: IssueCase): Promise<IssueImage[]> {
    const rows = await context
      .loader<number, ImageRow[]>('issue images', async (keys) => {
        const found = await context.query<ImageRow>(sql`
          select m.id::text as id, m.issue_id as "issueId", m.width, m.height, m.byte_count as "byteCount", m.added_at as "addedAt"
          from issue_image m where m.issue_id = any (${keys}::int[]) order by m.id`);
        return keys.map((key) => found.filter((row) => row.issueId === key));
      })
      .load(issueId);
    return rows.map(({ issueId: _of, ...row }) => ({
      ...row,
      address: `/issues/${encodeURIComponent(code)}/images/${row.id}`,
    }));
  }
}

/** Those who may do something with the case now, or have had to do with it, may add to it. Gives its number. */
async function mustAct(context: GraphContext, code: string): Promise<number> {
  const { viewer } = context;
  if (!viewer) throw unauthenticated();
  const { issueId } = await getSeenCase(context, code);
  const seen = await IssueCaseService.ofIssue(context, issueId);
  if (!seen) throw notFound('code', `There is no case with the code "${code}".`);
  const involved = seen.row.involved_ids.includes(viewer.postId);
  if (!OFFICIALS.includes(viewer.kind) || !(involved || (await actionsOfCase(context, seen)).length > 0))
    throw forbidden('Images are added by posts that work on the case.');
  return issueId;
}
