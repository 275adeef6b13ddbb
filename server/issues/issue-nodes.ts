import type { NodeSource } from '../kernel/graph/node.resolver.ts';
import { IssueService } from './issue.service.ts';

/** Issues can be asked for by id. */
export const issueNodes: readonly NodeSource[] = [{ type: 'Issue', load: IssueService.load }];
