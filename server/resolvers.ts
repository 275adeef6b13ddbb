/** Every resolver of the graph, by hand: what is not in this list is not in the schema. */
import { careNodes } from './care/care-nodes.ts';
import { careResolvers } from './care/care-resolvers.ts';
import { evaluationResolvers } from './evaluation/evaluation-resolvers.ts';
import { ImportedFileResolver, SourceFileResolver } from './exchange/imported-file.resolver.ts';
import { hardIssueNodes, hardIssueResolvers } from './hard-issues/hard-issue-resolvers.ts';
import { issueNodes } from './issues/issue-nodes.ts';
import { issueResolvers } from './issues/issue-resolvers.ts';
import { FigureBasisResolver } from './kernel/graph/figure-basis.ts';
import { nodeResolverOf, type NodeSource } from './kernel/graph/node.resolver.ts';
import { areaNodes } from './land/area-nodes.ts';
import { AreaQueryResolver } from './land/area-query.resolver.ts';
import { areaSearch } from './land/area-search.ts';
import { AreaResolver } from './land/area.resolver.ts';
import { BuildingResolver } from './land/building.resolver.ts';
import { DistrictResolver } from './land/district.resolver.ts';
import { GridResolver } from './land/grid.resolver.ts';
import { LineageResolver } from './land/lineage.resolver.ts';
import { searchResolverOf } from './land/search.resolver.ts';
import type { SearchSource } from './land/search.service.ts';
import { YardResolver } from './land/yard.resolver.ts';
import { LiveResolver } from './live/live.resolver.ts';
import { officeNodes } from './offices/office-nodes.ts';
import { officeResolvers } from './offices/office-resolvers.ts';
import { officeSearch } from './offices/office-search.ts';
import { AreaStatusesResolver } from './overview/area-statuses.resolver.ts';
import { postNodes } from './posts/post-nodes.ts';
import { postResolvers } from './posts/post-resolvers.ts';

/** What `node(id)` finds. */
const nodeSources: readonly NodeSource[] = [
  ...areaNodes,
  ...careNodes,
  ...officeNodes,
  ...postNodes,
  ...issueNodes,
  ...hardIssueNodes,
];

/** What `search` finds. */
const searchSources: readonly SearchSource[] = [areaSearch, ...officeSearch];

export const resolvers = [
  nodeResolverOf(nodeSources),
  searchResolverOf(searchSources),
  AreaQueryResolver,
  AreaResolver,
  LineageResolver,
  DistrictResolver,
  GridResolver,
  YardResolver,
  BuildingResolver,
  ...careResolvers,
  ...officeResolvers,
  ...postResolvers,
  ...issueResolvers,
  ...hardIssueResolvers,
  ...evaluationResolvers,
  AreaStatusesResolver,
  FigureBasisResolver,
  LiveResolver,
  SourceFileResolver,
  ImportedFileResolver,
] as const;
