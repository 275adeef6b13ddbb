import type { GraphContext } from '../kernel/graph/context.ts';
import { findAreasByCodes } from './area.service.ts';
import type { Area } from './area.entity.ts';
import type { AreaLevel } from './level.ts';

/** The areas above this one at its date, district first. One statement for all areas of the answer. */
export async function listAncestors(context: GraphContext, area: Area): Promise<Area[]> {
  const codes = area.path.split('/').slice(0, -1);
  const found = await findAreasByCodes(context, codes, area.asOf);
  return found.filter((ancestor) => ancestor !== null);
}

/** What the area belongs to directly at its date; null for a district. */
export async function findParent(context: GraphContext, area: Area): Promise<Area | null> {
  return (await listAncestors(context, area)).at(-1) ?? null;
}

/** The area of that level above this one at its date; null when there is none. */
export async function findAncestor<T extends Area = Area>(
  context: GraphContext,
  area: Area,
  level: AreaLevel,
): Promise<T | null> {
  const ancestors = await listAncestors(context, area);
  return (ancestors.find((ancestor) => ancestor.level === level) as T | undefined) ?? null;
}
