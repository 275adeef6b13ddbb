import type { CopyStep, LoadStep } from '../kernel/database/load-rows.ts';
import type { DistrictCopy } from '../land/land-load.service.ts';

/** Rows of issues and of their code book; dates are YYYY-MM-DD or infinity. */
export interface IssueCategoryRow {
  readonly code: string;
  readonly parentCode: string | null;
  readonly kind: 'COMPONENT' | 'EVENT';
  readonly titleZh: string;
  readonly titleEn: string;
}

export interface IssueRow {
  readonly districtCode: string;
  readonly code: string;
  readonly categoryCode: string;
  readonly areaCode: string;
  /** EWKT of a Point in EPSG:4490. */
  readonly place: string;
  readonly reportedOn: string;
  readonly closedOn: string;
  readonly sourceCode: string;
}

export interface IssuesRows {
  /** Major classes before their minor ones. */
  readonly categories: readonly IssueCategoryRow[];
  readonly issues: readonly IssueRow[];
}

export function issuesLoadSteps(rows: IssuesRows): LoadStep[] {
  return [
    {
      title: 'issue categories',
      rows: rows.categories,
      sql: `
        insert into issue_category (code, parent_code, kind, title_zh, title_en)
        select r.code, r."parentCode", r.kind, r."titleZh", r."titleEn"
        from jsonb_to_recordset($1::jsonb) as r(code text, "parentCode" text, kind text, "titleZh" text, "titleEn" text)
        on conflict (code) do nothing`,
    },
    {
      title: 'issues',
      rows: rows.issues,
      sql: `
        insert into issue (district_code, code, category_code, area_id, place, reported_on, closed_on, source_id)
        select r."districtCode", r.code, r."categoryCode", a.id, r.place::geometry, r."reportedOn", r."closedOn", s.id
        from jsonb_to_recordset($1::jsonb) as r("districtCode" text, code text, "categoryCode" text,
          "areaCode" text collate "C", place text, "reportedOn" date, "closedOn" date, "sourceCode" text)
        join area a on a.code = r."areaCode"
        join data_source s on s.code = r."sourceCode"`,
    },
  ];
}

/** $1 is the district that is copied, $2 the new one. */
export function issuesCopySteps({ from, to, longitude, latitude }: DistrictCopy): CopyStep[] {
  return [
    {
      title: 'issues',
      sql: `
        insert into issue (district_code, code, category_code, area_id, place, reported_on, closed_on, source_id)
        select $2, $2 || substr(i.code, 7), i.category_code, c.id, ST_Translate(i.place, $3::float8, $4::float8),
          i.reported_on, i.closed_on, i.source_id
        from area a
        join issue i on i.area_id = a.id
        join area c on c.code = $2 || substr(a.code, 7)
        where a.district_code = $1`,
      values: [from, to, longitude, latitude],
    },
  ];
}
