import { name, sql, type Sql } from '../kernel/graph/sql.ts';
import type { SearchSource, SearchWish } from '../land/search.service.ts';
import { placeOf } from '../land/within.ts';
import { BuildingPartyCommittee } from './building-party-committee.entity.ts';
import { BuildingPartyCommitteeService } from './building-party-committee.service.ts';
import { committeeExists, towerExists } from './office-conditions.ts';
import { OfficeBuilding } from './office-building.entity.ts';
import { OfficeBuildingService } from './office-building.service.ts';

/** By name and by code. Only of areas former names are known. */
function byNameAndCode(wish: SearchWish, table: string, x: string, exists: Sql, rank: number): Sql[] {
  const { names, codeBegins, codeQuality } = wish;
  const code = name(`${x}.code`);
  const found = (join: Sql, quality: Sql, condition: Sql): Sql => sql`
    select ${name(`${x}.id`)}, ${code}, ${quality} as quality, null::text as former_name, ${rank}::int as level_rank
    from ${name(table)} ${name(x)} ${join} ${placeOf(`${x}.area_id`, wish.asOf, wish.within)} where ${exists} and ${condition}`;
  return [
    found(names.keyOf(name(`${x}.name`)), names.quality, sql`true`),
    found(sql``, codeQuality(code), codeBegins(code)),
  ];
}

/** What of offices can be searched for: towers, then committees, both after the areas. */
export const officeSearch: readonly SearchSource[] = [
  {
    types: [OfficeBuilding],
    found: (wish) => byNameAndCode(wish, 'office_building', 'o', towerExists(wish.asOf), 20),
    load: OfficeBuildingService.load,
  },
  {
    types: [BuildingPartyCommittee],
    found: (wish) => byNameAndCode(wish, 'building_party_committee', 'c', committeeExists(wish.asOf), 21),
    load: BuildingPartyCommitteeService.load,
  },
];
