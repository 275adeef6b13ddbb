import type { NodeSource } from '../kernel/graph/node.resolver.ts';
import { CaseHardIssueResolver } from './case-hard-issue.resolver.ts';
import { HardIssueEventResolver, HardIssueResolver } from './hard-issue.resolver.ts';
import { HardIssueService } from './hard-issue.service.ts';

/** Every resolver of this room. */
export const hardIssueResolvers = [HardIssueResolver, HardIssueEventResolver, CaseHardIssueResolver] as const;

/** Hard issues can be asked for by id. */
export const hardIssueNodes: readonly NodeSource[] = [
  { type: 'HardIssue', load: (context, asOf, ids) => HardIssueService.load(context, asOf, ids) },
];
