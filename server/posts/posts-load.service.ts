import type { PostKind } from '../kernel/access/viewer.ts';
import type { CopyStep, LoadStep } from '../kernel/database/load-rows.ts';
import type { DistrictCopy } from '../land/land-load.service.ts';

/** Rows of departments and posts; dates are YYYY-MM-DD or infinity. */
export interface DepartmentRow {
  readonly code: string;
  readonly districtCode: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly sourceCode: string;
}

export interface PostRow {
  readonly districtCode: string;
  readonly code: string;
  readonly kind: PostKind;
  /** The area it is for; null for the whole district. */
  readonly areaCode: string | null;
  readonly departmentCode: string | null;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly sourceCode: string;
}

export interface PostsRows {
  readonly departments: readonly DepartmentRow[];
  readonly posts: readonly PostRow[];
}

export function postsLoadSteps(rows: PostsRows): LoadStep[] {
  return [
    {
      title: 'departments',
      rows: rows.departments,
      sql: `
        insert into department (code, district_code, title_zh, title_en, valid_from, valid_to, source_id)
        select r.code, r."districtCode", r."titleZh", r."titleEn", r."validFrom", r."validTo", s.id
        from jsonb_to_recordset($1::jsonb) as r(code text, "districtCode" text, "titleZh" text, "titleEn" text,
          "validFrom" date, "validTo" date, "sourceCode" text)
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: 'posts',
      rows: rows.posts,
      sql: `
        insert into post (district_code, code, kind, area_id, department_code, title_zh, title_en, valid_from, valid_to, source_id)
        select r."districtCode", r.code, r.kind, a.id, r."departmentCode", r."titleZh", r."titleEn", r."validFrom", r."validTo", s.id
        from jsonb_to_recordset($1::jsonb) as r("districtCode" text, code text, kind text, "areaCode" text collate "C",
          "departmentCode" text, "titleZh" text, "titleEn" text, "validFrom" date, "validTo" date, "sourceCode" text)
        join data_source s on s.code = r."sourceCode"
        left join area a on a.code = r."areaCode"
        where (r."areaCode" is null) = (a.id is null)`,
    },
  ];
}

/** $1 is the district that is copied, $2 the new one. */
export function postsCopySteps({ from, to }: DistrictCopy): CopyStep[] {
  return [
    {
      title: 'departments',
      sql: `
        insert into department (code, district_code, title_zh, title_en, valid_from, valid_to, source_id)
        select $2 || substr(code, 7), $2, title_zh, title_en, valid_from, valid_to, source_id
        from department where district_code = $1`,
      values: [from, to],
    },
    {
      title: 'posts',
      sql: `
        insert into post (district_code, code, kind, area_id, department_code, title_zh, title_en, valid_from, valid_to, source_id)
        select $2, $2 || substr(q.code, 7), q.kind, c.id, $2 || substr(q.department_code, 7), q.title_zh, q.title_en,
          q.valid_from, q.valid_to, q.source_id
        from post q
        left join area a on a.id = q.area_id
        left join area c on c.code = $2 || substr(a.code, 7)
        where q.district_code = $1 order by q.code`,
      values: [from, to],
    },
  ];
}
