import type { GraphContext } from '../kernel/graph/context.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { loadAreasByIds } from './area.service.ts';
import type { Area } from './area.entity.ts';
import type { AreaSuccession, FormerName, SuccessionEvidence, SuccessionKind } from './lineage.ts';
import { loadManyPerArea } from './within.ts';

interface SuccessionRow {
  areaId: number;
  otherId: number;
  seenOn: string;
  succeededOn: string;
  kind: SuccessionKind;
  evidence: SuccessionEvidence;
  sharedM2: number | null;
}

const facts = sql`s.succeeded_on as "succeededOn", s.kind, s.evidence, s.shared_m2 as "sharedM2"`;

async function listSuccessions(
  context: GraphContext,
  area: Area,
  question: string,
  ask: (areaIds: readonly number[]) => Sql,
): Promise<AreaSuccession[]> {
  const rows = await loadManyPerArea<SuccessionRow>(context, question, area, (areaIds) =>
    ask(areaIds as readonly number[]),
  );
  const found = await Promise.all(
    rows.map(async ({ otherId, seenOn, succeededOn, kind, evidence, sharedM2 }) => {
      const [other] = await loadAreasByIds(context, seenOn, [otherId]);
      return other ? [{ area: other, succeededOn, kind, evidence, sharedM2 }] : [];
    }),
  );
  return found.flat();
}

/** What the ground of the area was before, as far as it is known at its date; by day and code. */
export function listPredecessors(context: GraphContext, area: Area): Promise<AreaSuccession[]> {
  return listSuccessions(
    context,
    area,
    'predecessors',
    (areaIds) => sql`
      select s.successor_id as "areaId", s.predecessor_id as "otherId", s.succeeded_on - 1 as "seenOn", ${facts}
      from area_succession s join area o on o.id = s.predecessor_id
      where s.successor_id = any (${areaIds}::int[]) and s.succeeded_on <= ${area.asOf}::date order by s.succeeded_on, o.code`,
  );
}

/** What became of the area, also after its date; by day and code. */
export function listSuccessors(context: GraphContext, area: Area): Promise<AreaSuccession[]> {
  return listSuccessions(
    context,
    area,
    'successors',
    (areaIds) => sql`
      select s.predecessor_id as "areaId", s.successor_id as "otherId", s.succeeded_on as "seenOn", ${facts}
      from area_succession s join area n on n.id = s.successor_id
      where s.predecessor_id = any (${areaIds}::int[]) order by s.succeeded_on, n.code`,
  );
}

/** What it was called before, up to its date. */
export function listFormerNames(context: GraphContext, area: Area): Promise<FormerName[]> {
  return loadManyPerArea<FormerName & { areaId: number }>(
    context,
    'former names',
    area,
    (areaIds, asOf) => sql`
      select f.area_id as "areaId", f.name, f.valid_from as "validFrom", f.valid_to as "validTo"
      from area_former_name f where f.area_id = any (${areaIds}::int[]) and f.valid_to <= ${asOf}::date order by f.valid_from`,
  );
}
