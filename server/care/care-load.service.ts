import type { CopyStep, LoadStep } from '../kernel/database/load-rows.ts';
import type { DistrictCopy } from '../land/land-load.service.ts';

/** Rows of who looks after the areas; dates are YYYY-MM-DD or infinity. */
export interface OwnersCommitteeRow {
  readonly districtCode: string;
  readonly code: string;
  readonly name: string;
  readonly kind: 'OWNERS' | 'SELF_MANAGEMENT';
  readonly establishedOn: string;
  readonly dissolvedOn: string;
  readonly termEndsOn: string | null;
  readonly sourceCode: string;
}

/** Which committee or service serves which area. */
export interface ServingRow {
  readonly ownerCode: string;
  readonly areaCode: string;
  readonly validFrom: string;
  readonly validTo: string;
}

export interface PropertyCompanyRow {
  readonly code: string;
  readonly name: string;
  readonly sourceCode: string;
}

export interface PropertyServiceRow {
  readonly districtCode: string;
  readonly code: string;
  readonly companyCode: string;
  readonly modeCode: string;
  readonly validFrom: string;
  readonly trialEndsOn: string | null;
  readonly validTo: string;
  readonly sourceCode: string;
}

export interface CoverageSurveyRow {
  readonly areaCode: string;
  readonly indicator: 'OWNERS_COMMITTEE' | 'PROPERTY_SERVICE';
  readonly surveyedOn: string;
  readonly sourceCode: string;
}

export interface RenewalProjectRow {
  readonly districtCode: string;
  readonly code: string;
  readonly name: string;
  readonly planYear: number;
  readonly startedOn: string | null;
  readonly completedOn: string | null;
  readonly buildingCount: number;
  readonly householdCount: number | null;
  readonly sourceCode: string;
}

export interface RenewalProjectYardRow {
  readonly projectCode: string;
  readonly areaCode: string;
}

export interface CareRows {
  readonly committees: readonly OwnersCommitteeRow[];
  readonly committeeAreas: readonly ServingRow[];
  readonly companies: readonly PropertyCompanyRow[];
  readonly services: readonly PropertyServiceRow[];
  readonly serviceAreas: readonly ServingRow[];
  readonly surveys: readonly CoverageSurveyRow[];
  readonly projects: readonly RenewalProjectRow[];
  readonly projectYards: readonly RenewalProjectYardRow[];
}

export function careLoadSteps(rows: CareRows): LoadStep[] {
  return [
    {
      title: "owners' committees",
      rows: rows.committees,
      sql: `
        insert into owners_committee (district_code, code, name, kind, established_on, dissolved_on, term_ends_on, source_id)
        select r."districtCode", r.code, r.name, r.kind, r."establishedOn", r."dissolvedOn", r."termEndsOn", s.id
        from jsonb_to_recordset($1::jsonb) as r("districtCode" text, code text, name text, kind text,
          "establishedOn" date, "dissolvedOn" date, "termEndsOn" date, "sourceCode" text)
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: "owners' committees",
      rows: rows.committeeAreas,
      sql: `
        insert into owners_committee_area (committee_id, area_id, valid_from, valid_to)
        select c.id, a.id, r."validFrom", r."validTo"
        from jsonb_to_recordset($1::jsonb) as r("ownerCode" text, "areaCode" text collate "C", "validFrom" date, "validTo" date)
        join owners_committee c on c.code = r."ownerCode"
        join area a on a.code = r."areaCode"`,
    },
    {
      title: 'property companies',
      rows: rows.companies,
      sql: `
        insert into property_company (code, name, source_id)
        select r.code, r.name, s.id
        from jsonb_to_recordset($1::jsonb) as r(code text, name text, "sourceCode" text)
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: 'property services',
      rows: rows.services,
      sql: `
        insert into property_service (district_code, code, company_id, mode_code, valid_from, trial_ends_on, valid_to, source_id)
        select r."districtCode", r.code, c.id, r."modeCode", r."validFrom", r."trialEndsOn", r."validTo", s.id
        from jsonb_to_recordset($1::jsonb) as r("districtCode" text, code text, "companyCode" text, "modeCode" text,
          "validFrom" date, "trialEndsOn" date, "validTo" date, "sourceCode" text)
        join property_company c on c.code = r."companyCode"
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: 'property services',
      rows: rows.serviceAreas,
      sql: `
        insert into property_service_area (service_id, area_id, valid_from, valid_to)
        select p.id, a.id, r."validFrom", r."validTo"
        from jsonb_to_recordset($1::jsonb) as r("ownerCode" text, "areaCode" text collate "C", "validFrom" date, "validTo" date)
        join property_service p on p.code = r."ownerCode"
        join area a on a.code = r."areaCode"`,
    },
    {
      title: 'surveys',
      rows: rows.surveys,
      sql: `
        insert into coverage_survey (area_id, indicator, surveyed_on, source_id)
        select a.id, r.indicator, r."surveyedOn", s.id
        from jsonb_to_recordset($1::jsonb) as r("areaCode" text collate "C", indicator text, "surveyedOn" date, "sourceCode" text)
        join area a on a.code = r."areaCode"
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: 'renewal projects',
      rows: rows.projects,
      sql: `
        insert into renewal_project (district_code, code, name, plan_year, started_on, completed_on, building_count,
          household_count, source_id)
        select r."districtCode", r.code, r.name, r."planYear", r."startedOn", r."completedOn", r."buildingCount",
          r."householdCount", s.id
        from jsonb_to_recordset($1::jsonb) as r("districtCode" text, code text, name text, "planYear" smallint,
          "startedOn" date, "completedOn" date, "buildingCount" integer, "householdCount" integer, "sourceCode" text)
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: 'renewal projects',
      rows: rows.projectYards,
      sql: `
        insert into renewal_project_yard (project_id, area_id)
        select p.id, a.id
        from jsonb_to_recordset($1::jsonb) as r("projectCode" text, "areaCode" text collate "C")
        join renewal_project p on p.code = r."projectCode"
        join area a on a.code = r."areaCode"`,
    },
  ];
}

/** $1 is the district that is copied, $2 the new one. Companies are copied too: each serves in one district. */
export function careCopySteps({ from, to }: DistrictCopy): CopyStep[] {
  const step = (title: string, sql: string): CopyStep => ({ title, sql, values: [from, to] });
  return [
    step(
      "owners' committees",
      `insert into owners_committee (district_code, code, name, kind, established_on, dissolved_on, term_ends_on, source_id)
       select $2, $2 || substr(code, 7), name, kind, established_on, dissolved_on, term_ends_on, source_id
       from owners_committee where district_code = $1`,
    ),
    step(
      "owners' committees",
      `insert into owners_committee_area (committee_id, area_id, valid_from, valid_to)
       select n.id, c.id, s.valid_from, s.valid_to
       from owners_committee o
       join owners_committee_area s on s.committee_id = o.id
       join area a on a.id = s.area_id
       join owners_committee n on n.code = $2 || substr(o.code, 7)
       join area c on c.code = $2 || substr(a.code, 7)
       where o.district_code = $1`,
    ),
    step(
      'property companies',
      `insert into property_company (code, name, source_id)
       select $2 || substr(code, 7), name, source_id from property_company
       where id in (select company_id from property_service where district_code = $1)`,
    ),
    step(
      'property services',
      `insert into property_service (district_code, code, company_id, mode_code, valid_from, trial_ends_on, valid_to, source_id)
       select $2, $2 || substr(s.code, 7), n.id, s.mode_code, s.valid_from, s.trial_ends_on, s.valid_to, s.source_id
       from property_service s
       join property_company o on o.id = s.company_id
       join property_company n on n.code = $2 || substr(o.code, 7)
       where s.district_code = $1`,
    ),
    step(
      'property services',
      `insert into property_service_area (service_id, area_id, valid_from, valid_to)
       select n.id, c.id, s.valid_from, s.valid_to
       from property_service o
       join property_service_area s on s.service_id = o.id
       join area a on a.id = s.area_id
       join property_service n on n.code = $2 || substr(o.code, 7)
       join area c on c.code = $2 || substr(a.code, 7)
       where o.district_code = $1`,
    ),
    step(
      'surveys',
      `insert into coverage_survey (area_id, indicator, surveyed_on, source_id)
       select c.id, s.indicator, s.surveyed_on, s.source_id
       from area a
       join coverage_survey s on s.area_id = a.id
       join area c on c.code = $2 || substr(a.code, 7)
       where a.district_code = $1`,
    ),
    step(
      'renewal projects',
      `insert into renewal_project (district_code, code, name, plan_year, started_on, completed_on, building_count,
         household_count, source_id)
       select $2, $2 || substr(code, 7), name, plan_year, started_on, completed_on, building_count, household_count, source_id
       from renewal_project where district_code = $1`,
    ),
    step(
      'renewal projects',
      `insert into renewal_project_yard (project_id, area_id)
       select n.id, c.id
       from renewal_project o
       join renewal_project_yard y on y.project_id = o.id
       join area a on a.id = y.area_id
       join renewal_project n on n.code = $2 || substr(o.code, 7)
       join area c on c.code = $2 || substr(a.code, 7)
       where o.district_code = $1`,
    ),
  ];
}
