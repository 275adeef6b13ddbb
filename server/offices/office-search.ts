import { sql } from '../kernel/graph/sql.ts';
import type { SearchSource } from '../land/search.service.ts';
import { placeOf } from '../land/within.ts';
import { BuildingPartyCommittee } from './building-party-committee.entity.ts';
import { BuildingPartyCommitteeService } from './building-party-committee.service.ts';
import { committeeExists, towerExists } from './office-conditions.ts';
import { OfficeBuilding } from './office-building.entity.ts';
import { OfficeBuildingService } from './office-building.service.ts';

/** What of offices can be searched for: towers, then committees, both after the areas. */
export const officeSearch: readonly SearchSource[] = [
  {
    types: [OfficeBuilding],
    candidates: ({ asOf, within }) => sql`
      select o.id, o.code, o.name, null::text as name_en, 20 as level_rank
      from office_building o ${placeOf('o.area_id', asOf, within)} where ${towerExists(asOf)}`,
    load: OfficeBuildingService.load,
  },
  {
    types: [BuildingPartyCommittee],
    candidates: ({ asOf, within }) => sql`
      select c.id, c.code, c.name, null::text as name_en, 21 as level_rank
      from building_party_committee c ${placeOf('c.area_id', asOf, within)} where ${committeeExists(asOf)}`,
    load: BuildingPartyCommitteeService.load,
  },
];
