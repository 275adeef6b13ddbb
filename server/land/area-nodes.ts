import type { NodeSource } from '../kernel/graph/node.resolver.ts';
import { areaClasses } from './area-row.ts';
import { loadAreasByIds } from './area.service.ts';

/** Areas of every level can be asked for by id. */
export const areaNodes: readonly NodeSource[] = Object.values(areaClasses).map((areaClass) => ({
  type: areaClass.name,
  load: async (context, asOf, ids) => {
    const areas = await loadAreasByIds(context, asOf, ids);
    return areas.map((area) => (area instanceof areaClass ? area : null));
  },
}));
