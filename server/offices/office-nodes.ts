import type { NodeSource } from '../kernel/graph/node.resolver.ts';
import { BuildingPartyCommitteeService } from './building-party-committee.service.ts';
import { OfficeBuildingService } from './office-building.service.ts';

/** What of offices can be asked for by id. */
export const officeNodes: readonly NodeSource[] = [
  { type: 'OfficeBuilding', load: OfficeBuildingService.load },
  { type: 'BuildingPartyCommittee', load: BuildingPartyCommitteeService.load },
];
