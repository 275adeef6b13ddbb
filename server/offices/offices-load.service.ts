import type { CopyStep, LoadStep } from '../kernel/database/load-rows.ts';
import type { DistrictCopy } from '../land/land-load.service.ts';

/** Rows of office buildings and their Party committees; dates are YYYY-MM-DD or infinity. */
export interface OfficeBuildingRow {
  readonly districtCode: string;
  readonly code: string;
  readonly name: string;
  readonly areaCode: string;
  readonly address: string | null;
  readonly floorAreaM2: number | null;
  readonly floorCount: number | null;
  readonly validFrom: string;
  readonly validTo: string;
  readonly sourceCode: string;
  /** EWKT of a MultiPolygon in EPSG:4490. */
  readonly geom: string;
}

export interface BuildingPartyCommitteeRow {
  readonly districtCode: string;
  readonly code: string;
  readonly name: string;
  readonly kind: 'BUILDING' | 'COMPREHENSIVE' | 'PARK';
  readonly areaCode: string;
  readonly establishedOn: string;
  readonly dissolvedOn: string;
  readonly sourceCode: string;
}

export interface CommitteeBuildingRow {
  readonly committeeCode: string;
  readonly buildingCode: string;
  readonly validFrom: string;
  readonly validTo: string;
}

export interface OfficesRows {
  readonly buildings: readonly OfficeBuildingRow[];
  readonly committees: readonly BuildingPartyCommitteeRow[];
  readonly committeeBuildings: readonly CommitteeBuildingRow[];
}

export function officesLoadSteps(rows: OfficesRows): LoadStep[] {
  return [
    {
      title: 'office buildings',
      rows: rows.buildings,
      sql: `
        insert into office_building (district_code, code, name, area_id, address, floor_area_m2, floor_count, valid_from,
          valid_to, source_id, geom)
        select r."districtCode", r.code, r.name, a.id, r.address, r."floorAreaM2", r."floorCount", r."validFrom",
          r."validTo", s.id, r.geom::geometry
        from jsonb_to_recordset($1::jsonb) as r("districtCode" text, code text, name text, "areaCode" text collate "C",
          address text, "floorAreaM2" double precision, "floorCount" smallint, "validFrom" date, "validTo" date,
          "sourceCode" text, geom text)
        join area a on a.code = r."areaCode"
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: 'building Party committees',
      rows: rows.committees,
      sql: `
        insert into building_party_committee (district_code, code, name, kind, area_id, established_on, dissolved_on, source_id)
        select r."districtCode", r.code, r.name, r.kind, a.id, r."establishedOn", r."dissolvedOn", s.id
        from jsonb_to_recordset($1::jsonb) as r("districtCode" text, code text, name text, kind text,
          "areaCode" text collate "C", "establishedOn" date, "dissolvedOn" date, "sourceCode" text)
        join area a on a.code = r."areaCode"
        join data_source s on s.code = r."sourceCode"`,
    },
    {
      title: 'building Party committees',
      rows: rows.committeeBuildings,
      sql: `
        insert into building_party_committee_building (committee_id, office_building_id, valid_from, valid_to)
        select c.id, b.id, r."validFrom", r."validTo"
        from jsonb_to_recordset($1::jsonb) as r("committeeCode" text, "buildingCode" text, "validFrom" date, "validTo" date)
        join building_party_committee c on c.code = r."committeeCode"
        join office_building b on b.code = r."buildingCode"`,
    },
  ];
}

/** $1 is the district that is copied, $2 the new one. */
export function officesCopySteps({ from, to, longitude, latitude }: DistrictCopy): CopyStep[] {
  return [
    {
      title: 'office buildings',
      sql: `
        insert into office_building (district_code, code, name, area_id, address, floor_area_m2, floor_count, valid_from,
          valid_to, source_id, geom)
        select $2, $2 || substr(b.code, 7), b.name, c.id, b.address, b.floor_area_m2, b.floor_count, b.valid_from,
          b.valid_to, b.source_id, ST_Translate(b.geom, $3::float8, $4::float8)
        from area a
        join office_building b on b.area_id = a.id
        join area c on c.code = $2 || substr(a.code, 7)
        where a.district_code = $1`,
      values: [from, to, longitude, latitude],
    },
    {
      title: 'building Party committees',
      sql: `
        insert into building_party_committee (district_code, code, name, kind, area_id, established_on, dissolved_on, source_id)
        select $2, $2 || substr(p.code, 7), p.name, p.kind, c.id, p.established_on, p.dissolved_on, p.source_id
        from area a
        join building_party_committee p on p.area_id = a.id
        join area c on c.code = $2 || substr(a.code, 7)
        where a.district_code = $1`,
      values: [from, to],
    },
    {
      title: 'building Party committees',
      sql: `
        insert into building_party_committee_building (committee_id, office_building_id, valid_from, valid_to)
        select n.id, t.id, m.valid_from, m.valid_to
        from area a
        join building_party_committee p on p.area_id = a.id
        join building_party_committee_building m on m.committee_id = p.id
        join office_building b on b.id = m.office_building_id
        join building_party_committee n on n.code = $2 || substr(p.code, 7)
        join office_building t on t.code = $2 || substr(b.code, 7)
        where a.district_code = $1`,
      values: [from, to],
    },
  ];
}
