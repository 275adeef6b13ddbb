import type { NodeSource } from '../kernel/graph/node.resolver.ts';
import { OwnersCommitteeService } from './owners-committee.service.ts';
import { PropertyCompanyService } from './property-company.service.ts';
import { PropertyServiceService } from './property-service.service.ts';
import { RenewalProjectService } from './renewal-project.service.ts';

/** What of care can be asked for by id. */
export const careNodes: readonly NodeSource[] = [
  { type: 'OwnersCommittee', load: OwnersCommitteeService.load },
  { type: 'PropertyCompany', load: PropertyCompanyService.load },
  { type: 'PropertyService', load: PropertyServiceService.load },
  { type: 'RenewalProject', load: RenewalProjectService.load },
];
