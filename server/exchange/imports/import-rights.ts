import type { DataSource } from 'typeorm';
import { checkMayAsk } from '../../kernel/access/authorized.ts';
import { PostKind, type Viewer } from '../../kernel/access/viewer.ts';
import { forbidden } from '../../kernel/graph/errors.ts';
import { refusal } from '../words/refusals.ts';
import { ImportRefused } from './finish.ts';

/** Throws unless files may come in from whoever asks: a planner, or somebody at this machine. */
export function checkMayImport(viewer: Viewer | null, at: { enabled: boolean; fromHere: boolean }): void {
  if (viewer) return checkMayAsk(viewer, [PostKind.DISTRICT_PLANNER], { scope: 'CHANGE_ISSUES', name: 'imports' });
  if (at.enabled && at.fromHere) return;
  throw forbidden(refusal('FORBIDDEN.noPlanner'));
}

/** Notes whose file it is. Refuses, and throws away, what says something of another district than the planner's. */
export async function ownImport(dataSource: DataSource, key: string, { postId, districtCode }: Viewer): Promise<void> {
  const foreign = await dataSource.query<{ code: string }[]>(
    `select code from (
       select r.code from import_row r join import_run i on i.id = r.run_id where i.key = $1
       union all select unnest(complete_within) from import_run where key = $1) said
     where not starts_with(code, $2) limit 1`,
    [key, districtCode],
  );
  if (foreign[0]) {
    await dataSource.query('delete from import_run where key = $1', [key]);
    throw forbidden(refusal('FORBIDDEN.otherDistrict', { code: foreign[0].code, district: districtCode }));
  }
  await dataSource.query('update import_run set post_id = $2 where key = $1', [key, postId]);
}

/** Files of other districts do not exist for a planner. */
export async function checkOwnImport(dataSource: DataSource, key: string, viewer: Viewer | null): Promise<void> {
  if (!viewer) return;
  const own = await dataSource.query<unknown[]>(
    `select from import_run i join post p on p.id = i.post_id where i.key::text = $1 and p.district_code = $2`,
    [key, viewer.districtCode],
  );
  if (own.length === 0) throw new ImportRefused(refusal('NOT_FOUND', { key }));
}
