import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from './viewer.ts';

/** The role of the database that sees what row-level security lets it see (migration 0014). */
export const VIEWER_ROLE = 'atlas_viewer';

/** Statements that make the rest of a transaction the viewer's; nobody is null. Posts are numbers, so nothing is quoted. */
export function viewerSettings(viewer: Pick<Viewer, 'postId'> | null): string {
  return `set local role ${VIEWER_ROLE}; ${postSetting(viewer)}`;
}

/** In whose name a transaction changes something: triggers check it against what is written. */
export function postSetting(viewer: Pick<Viewer, 'postId'> | null): string {
  return `set local atlas.post = '${viewer === null ? '' : Math.trunc(viewer.postId)}'`;
}

/** Lets `work` change things in the viewer's name: in one transaction, all of it or nothing. */
export function changeAs<T>(
  dataSource: DataSource,
  viewer: Viewer,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return dataSource.transaction(async (manager) => {
    await manager.query(postSetting(viewer));
    return work(manager);
  });
}
