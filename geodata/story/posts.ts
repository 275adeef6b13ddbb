import type { DepartmentRow, PostRow, PostsRows } from '../../server/posts/posts-load.service.ts';
import { BEGINNING, OPEN_END } from '../town/model.ts';
import type { Town } from '../town/model.ts';
import { DEMO_SOURCE } from './context.ts';

/** Departments that issues are dispatched to, with how many posts each has. */
export const DEPARTMENTS: readonly { key: string; zh: string; en: string; posts: number }[] = [
  { key: 'URBAN', zh: '城市管理局', en: 'Urban Management Bureau', posts: 2 },
  { key: 'HOUSING', zh: '住房和城乡建设局', en: 'Housing and Construction Bureau', posts: 2 },
  { key: 'ENFORCEMENT', zh: '综合行政执法局', en: 'Law Enforcement Bureau', posts: 2 },
  { key: 'EMERGENCY', zh: '应急管理局', en: 'Emergency Management Bureau', posts: 1 },
  { key: 'MARKET', zh: '市场监督管理局', en: 'Market Supervision Bureau', posts: 1 },
  { key: 'CIVIL', zh: '民政局', en: 'Civil Affairs Bureau', posts: 1 },
  { key: 'HEALTH', zh: '卫生健康局', en: 'Health Bureau', posts: 1 },
  { key: 'COMMERCE', zh: '商务局', en: 'Commerce Bureau', posts: 1 },
];

const inService = { validFrom: BEGINNING, validTo: OPEN_END, sourceCode: DEMO_SOURCE };

/** The posts of the demo district: all made up, and nobody holds them. */
export function tellPosts({ districtCode, subdistricts, communities, grids }: Town): PostsRows {
  const posts: PostRow[] = [];
  const post = (
    row: Pick<PostRow, 'code' | 'kind' | 'titleZh' | 'titleEn'> &
      Partial<Pick<PostRow, 'areaCode' | 'departmentCode' | 'validTo'>>,
  ): void => {
    posts.push({ districtCode, areaCode: null, departmentCode: null, ...inService, ...row });
  };

  post({
    code: `${districtCode}-PLANNER-01`,
    kind: 'DISTRICT_PLANNER',
    titleZh: '区社会治理中心 统筹岗',
    titleEn: 'District governance centre, planning post',
  });
  post({
    code: `${districtCode}-ADMIN-01`,
    kind: 'ADMINISTRATOR',
    titleZh: '区大数据中心 系统管理岗',
    titleEn: 'District data centre, administration post',
  });
  post({
    code: `${districtCode}-DASH-01`,
    kind: 'DASHBOARD',
    titleZh: '区指挥大厅 大屏',
    titleEn: 'District command hall, dashboard',
  });
  for (const { data } of subdistricts) {
    post({
      code: `${data.code}-CADRE-01`,
      kind: 'SUBDISTRICT_OFFICIAL',
      areaCode: data.code,
      titleZh: `${data.name} 网格化中心 处置岗`,
      titleEn: `${data.nameEn}, grid centre, handling post`,
    });
  }
  for (const { data } of communities) {
    post({
      code: `${data.code}-COMM-01`,
      kind: 'COMMUNITY',
      areaCode: data.code,
      titleZh: `${data.name} 综合岗`,
      titleEn: `${data.nameEn}, general post`,
    });
  }
  for (const { code, name, community, ended } of grids) {
    post({
      code: `${code}-GRID-01`,
      kind: 'GRID',
      areaCode: code,
      titleZh: `${community.data.name} ${name} 网格岗`,
      titleEn: `${community.data.nameEn}, grid ${code.slice(-3)}, grid post`,
      validTo: ended?.on ?? OPEN_END,
    });
  }
  const departments = DEPARTMENTS.map(({ key, zh, en, posts: count }): DepartmentRow => {
    const code = `${districtCode}-DEPT-${key}`;
    for (let number = 1; number <= count; number += 1) {
      post({
        code: `${code}-0${number}`,
        kind: 'DEPARTMENT',
        departmentCode: code,
        titleZh: `区${zh} 处置岗${number}`,
        titleEn: `District ${en}, handling post ${number}`,
      });
    }
    return { code, districtCode, titleZh: `区${zh}`, titleEn: `District ${en}`, ...inService };
  });
  return { departments, posts };
}
