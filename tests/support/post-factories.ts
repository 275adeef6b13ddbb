/**
 * Posts for tests.
 *
 *   const official = await viewerOf(manager, 'SUBDISTRICT_OFFICIAL', { of: subdistrict });
 *   const answer = await ask(as(official), '{ viewer { post { code } } }');
 */
import type { EntityManager } from 'typeorm';
import type { PostKind, Viewer } from '../../server/kernel/access/viewer.ts';
import { loadViewer } from '../../server/kernel/access/load-viewer.ts';
import { aCommunity, aDistrict, aGrid, aSource, aSubdistrict, type TestArea } from './factories.ts';

export interface PostWishes {
  /** The area it is for; for posts of a whole district, the district. One of their level is made when there is none. */
  of?: TestArea | undefined;
  code?: string;
  department?: string;
  from?: string;
  to?: string;
  provenance?: string;
}

const MAKERS: Partial<Record<PostKind, (manager: EntityManager) => Promise<TestArea>>> = {
  SUBDISTRICT_OFFICIAL: aSubdistrict,
  COMMUNITY: aCommunity,
  GRID: aGrid,
};

let made = 0;

export async function aDepartment(
  manager: EntityManager,
  district: Pick<TestArea, 'districtCode'>,
  code = `${district.districtCode}-DEPT-T${(made += 1)}`,
): Promise<string> {
  await manager.query(
    `insert into department (code, district_code, title_zh, title_en, valid_from, source_id) values ($1, $2, $3, $4, $5, $6)`,
    [code, district.districtCode, '测试部门', `Test department ${code}`, '2020-01-01', await aSource(manager)],
  );
  return code;
}

/** Makes a post; gives its number and code. */
export async function aPost(
  manager: EntityManager,
  kind: PostKind,
  wishes: PostWishes = {},
): Promise<{ id: number; code: string }> {
  const area = wishes.of ?? (await (MAKERS[kind] ?? aDistrict)(manager));
  const { districtCode } = area;
  const code = wishes.code ?? `${area.code}-POST-T${(made += 1)}`;
  const department = kind === 'DEPARTMENT' ? (wishes.department ?? (await aDepartment(manager, area))) : null;
  const scoped = kind === 'SUBDISTRICT_OFFICIAL' || kind === 'COMMUNITY' || kind === 'GRID';
  const [row] = await manager.query<{ id: number }[]>(
    `insert into post (district_code, code, kind, area_id, department_code, title_zh, title_en, valid_from, valid_to, source_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      districtCode,
      code,
      kind,
      scoped ? area.id : null,
      department,
      `测试岗位 ${code}`,
      `Test post ${code}`,
      wishes.from ?? '2020-01-01',
      wishes.to ?? 'infinity',
      await aSource(manager, wishes.provenance),
    ],
  );
  if (!row) throw new Error('No post was made');
  return { id: row.id, code };
}

/** A post that is asking. */
export async function viewerOf(
  manager: EntityManager,
  kind: PostKind,
  wishes: PostWishes & Partial<Pick<Viewer, 'via' | 'scopes' | 'apiKeyId'>> = {},
): Promise<Viewer> {
  const { code } = await aPost(manager, kind, wishes);
  const viewer = await loadViewer(manager, { code }, wishes);
  if (!viewer) throw new Error(`${code} is not in service`);
  return viewer;
}
