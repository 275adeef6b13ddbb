import type { EntityManager } from 'typeorm';
import type { CopyStep, LoadStep } from '../kernel/database/load-rows.ts';
import type { AreaLevel } from './level.ts';
import type { SuccessionKind } from './lineage.ts';
import type { Provenance } from '../kernel/graph/provenance.ts';

/** Rows of the land as importers hand them over: what belongs together is told by codes, dates are YYYY-MM-DD or infinity. */
export interface SourceRow {
  readonly code: string;
  readonly title: string;
  readonly provenance: Provenance;
  readonly attribution: string | null;
  readonly publishedOn: string | null;
}

export interface DistrictSettingRow {
  readonly districtCode: string;
  readonly schemeCode: string;
  readonly timeZone: string;
  readonly figuresAsOf: string | null;
  readonly publishedAreaM2: number | null;
}

export interface AreaRow {
  readonly districtCode: string;
  readonly level: AreaLevel;
  readonly code: string;
  readonly name: string;
  readonly nameEn?: string | null;
  readonly validFrom: string;
  readonly validTo: string;
  readonly sourceCode: string;
  readonly gridSystem?: 'GOVERNANCE' | 'UNIT' | 'DEDICATED' | null;
  readonly householdCount?: number | null;
  readonly builtYear?: number | null;
  readonly floorCount?: number | null;
  readonly address?: string | null;
}

export interface BoundaryRow {
  readonly areaCode: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly sourceCode: string;
  /** EWKT of a MultiPolygon in EPSG:4490. */
  readonly geom: string;
}

export interface MembershipRow {
  readonly childCode: string;
  readonly parentCode: string;
  readonly validFrom: string;
  readonly validTo: string;
}

/** What became of an area: the ground of one is that of another from a day on. */
export interface SuccessionRow {
  readonly predecessorCode: string;
  readonly successorCode: string;
  readonly succeededOn: string;
  readonly kind: SuccessionKind;
  readonly sourceCode: string;
}

export interface LandRows {
  readonly sources: readonly SourceRow[];
  readonly settings: readonly DistrictSettingRow[];
  readonly areas: readonly AreaRow[];
  readonly boundaries: readonly BoundaryRow[];
  /** From the top down, so that every path is worked out once. */
  readonly memberships: readonly MembershipRow[];
  readonly successions: readonly SuccessionRow[];
}

/** A district made from another: every code begins with its own, every shape is moved. */
export interface DistrictCopy {
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly nameEn: string;
  /** Degrees to the east and to the north. */
  readonly longitude: number;
  readonly latitude: number;
}

/** Removes every district and source and all that refers to them, in every feature. Level schemes and code books stay. */
export async function clearEverything(manager: EntityManager): Promise<void> {
  await manager.query('truncate district_setting, data_source cascade');
}

export function landLoadSteps(rows: LandRows): LoadStep[] {
  return [
    {
      title: 'sources',
      rows: rows.sources,
      sql: `
        insert into data_source (code, title, provenance, attribution, published_on)
        select r.code, r.title, r.provenance, r.attribution, r."publishedOn"
        from jsonb_to_recordset($1::jsonb)
          as r(code text, title text, provenance text, attribution text, "publishedOn" date)
        on conflict (code) do nothing`,
    },
    {
      title: 'districts',
      rows: rows.settings,
      sql: `
        insert into district_setting (district_code, scheme_code, time_zone, figures_as_of, published_area_m2)
        select r."districtCode", r."schemeCode", r."timeZone", r."figuresAsOf", r."publishedAreaM2"
        from jsonb_to_recordset($1::jsonb) as r("districtCode" text, "schemeCode" text, "timeZone" text,
          "figuresAsOf" date, "publishedAreaM2" double precision)`,
    },
    {
      title: 'areas',
      rows: rows.areas,
      sql: `
        insert into area (district_code, level, code, name, name_en, valid_from, valid_to, source_id, grid_system,
          household_count, built_year, floor_count, address)
        select r."districtCode", r.level, r.code, r.name, r."nameEn", r."validFrom", r."validTo", s.id, r."gridSystem",
          r."householdCount", r."builtYear", r."floorCount", r.address
        from jsonb_to_recordset($1::jsonb) as r("districtCode" text, level text, code text, name text, "nameEn" text,
          "validFrom" date, "validTo" date, "sourceCode" text, "gridSystem" text, "householdCount" integer,
          "builtYear" smallint, "floorCount" smallint, address text)
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: 'shapes',
      rows: rows.boundaries,
      sql: `
        insert into boundary (area_id, valid_from, valid_to, source_id, geom)
        select a.id, r."validFrom", r."validTo", s.id, r.geom::geometry
        from jsonb_to_recordset($1::jsonb) as r("areaCode" text collate "C", "validFrom" date, "validTo" date,
          "sourceCode" text, geom text)
        join area a on a.code = r."areaCode"
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: 'memberships',
      rows: rows.memberships,
      sql: `
        insert into area_membership (child_id, parent_id, valid_from, valid_to)
        select c.id, p.id, r."validFrom", r."validTo"
        from jsonb_to_recordset($1::jsonb) as r("childCode" text collate "C", "parentCode" text collate "C",
          "validFrom" date, "validTo" date)
        join area c on c.code = r."childCode"
        join area p on p.code = r."parentCode"`,
    },
    {
      title: 'lineage',
      rows: rows.successions,
      sql: `
        insert into area_succession (predecessor_id, successor_id, succeeded_on, kind, evidence, source_id)
        select o.id, n.id, r."succeededOn", r.kind, 'STATED', s.id
        from jsonb_to_recordset($1::jsonb) as r("predecessorCode" text collate "C", "successorCode" text collate "C",
          "succeededOn" date, kind text, "sourceCode" text)
        join area o on o.code = r."predecessorCode"
        join area n on n.code = r."successorCode"
        join data_source s on s.code = r."sourceCode"`,
    },
  ];
}

/** $1 is the district that is copied, $2 the new one: of a code only the first six digits change. */
export function landCopySteps({ from, to, name, nameEn, longitude, latitude }: DistrictCopy): CopyStep[] {
  return [
    {
      title: 'districts',
      sql: `
        insert into district_setting (district_code, scheme_code, time_zone, figures_as_of)
        select $2, scheme_code, time_zone, figures_as_of from district_setting where district_code = $1`,
      values: [from, to],
    },
    {
      title: 'areas',
      sql: `
        insert into area (district_code, level, code, name, name_en, valid_from, valid_to, source_id, grid_system,
          household_count, built_year, floor_count, address)
        select $2, level, $2 || substr(code, 7), case level when 'DISTRICT' then $3 else name end,
          case level when 'DISTRICT' then $4 else name_en end, valid_from, valid_to, source_id, grid_system,
          household_count, built_year, floor_count, address
        from area where district_code = $1 order by code`,
      values: [from, to, name, nameEn],
    },
    {
      title: 'shapes',
      sql: `
        insert into boundary (area_id, valid_from, valid_to, source_id, geom)
        select c.id, b.valid_from, b.valid_to, b.source_id, ST_Translate(b.geom, $3::float8, $4::float8)
        from area a
        join boundary b on b.area_id = a.id
        join area c on c.code = $2 || substr(a.code, 7)
        where a.district_code = $1 order by c.code`,
      values: [from, to, longitude, latitude],
    },
    {
      title: 'memberships',
      sql: `
        insert into area_membership (child_id, parent_id, valid_from, valid_to)
        select c.id, p.id, m.valid_from, m.valid_to
        from area a
        join area_membership m on m.child_id = a.id
        join area b on b.id = m.parent_id
        join area c on c.code = $2 || substr(a.code, 7)
        join area p on p.code = $2 || substr(b.code, 7)
        where a.district_code = $1 order by c.code`,
      values: [from, to],
    },
    {
      title: 'lineage',
      sql: `
        insert into area_succession (predecessor_id, successor_id, succeeded_on, kind, evidence, source_id)
        select o.id, n.id, s.succeeded_on, s.kind, s.evidence, s.source_id
        from area a
        join area_succession s on s.predecessor_id = a.id
        join area b on b.id = s.successor_id
        join area o on o.code = $2 || substr(a.code, 7)
        join area n on n.code = $2 || substr(b.code, 7)
        where a.district_code = $1 order by o.id`,
      values: [from, to],
    },
  ];
}
