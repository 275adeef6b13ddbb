import { toGlobalId } from '../kernel/graph/global-id.ts';
import { holdsAt } from '../kernel/graph/as-of.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { Value } from '../kernel/reading/late.ts';
import { rowsOf, type RowKind } from '../kernel/reading/rows.ts';
import type { Area } from './area.entity.ts';
import { BuildingGroup } from './building-group.entity.ts';
import { Building } from './building.entity.ts';
import { Community } from './community.entity.ts';
import { District } from './district.entity.ts';
import { Grid } from './grid.entity.ts';
import type { AreaLevel, GridSystem } from './level.ts';
import { Subdistrict } from './subdistrict.entity.ts';
import { Yard } from './yard.entity.ts';

/** The class and the GraphQL type of each level. */
export const areaClasses: Record<AreaLevel, { new (): Area; name: string }> = {
  DISTRICT: District,
  SUBDISTRICT: Subdistrict,
  COMMUNITY: Community,
  GRID: Grid,
  BUILDING_GROUP: BuildingGroup,
  YARD: Yard,
  BUILDING: Building,
};

/** A row of `areaRows`. */
export interface AreaRow {
  featureId: number;
  level: AreaLevel;
  districtCode: string;
  code: string;
  name: string;
  nameEn: string | null;
  validFrom: string;
  validTo: string | null;
  sourceId: number;
  path: string;
  system: GridSystem | null;
  householdCount: number | null;
  builtYear: number | null;
  floorCount: number | null;
  address: string | null;
}

/** What an area was called at the date. */
export const nameAt = (asOf: Value<string>): Sql => sql`coalesce((
  select f.name from area_former_name f where f.area_id = a.id and ${holdsAt('f', asOf)}), a.name)`;

/** Rows of areas at the date: `a` is the row of `area`, `p` its row of `area_path` then. */
export const areaRows = (asOf: Value<string>): RowKind =>
  rowsOf(Object.values(areaClasses), {
    alias: 'a',
    key: 'featureId',
    also: { level: sql`a.level`, path: sql`p.path`, name: nameAt(asOf) },
    types: {
      property: 'level',
      names: Object.fromEntries(Object.entries(areaClasses).map(([level, { name }]) => [level, name])),
    },
  });

/** The area of a row, as it stood at the date: an object of the class of its level. */
export function toArea(row: AreaRow, asOf: string): Area {
  const areaClass = areaClasses[row.level];
  return Object.assign(new areaClass(), row, {
    id: toGlobalId(areaClass.name, row.featureId),
    asOf,
  });
}
