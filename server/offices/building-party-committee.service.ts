import type { GraphContext } from '../kernel/graph/context.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, type ListRows, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Late, Value } from '../kernel/reading/late.ts';
import { rowsOf } from '../kernel/reading/rows.ts';
import { findWithin, loadAreasByIds, readWithin } from '../land/area.service.ts';
import type { Area } from '../land/area.entity.ts';
import type { Community } from '../land/community.entity.ts';
import { areasAbove, everythingAround, loadAround, neighbourhoodOf, type Neighbourhood } from '../land/around.ts';
import { placeOf, type Rooted } from '../land/within.ts';
import { BuildingPartyCommittee, type BuildingPartyCommitteeKind } from './building-party-committee.entity.ts';
import { committeeExists, committeeLinks, towerExists } from './office-conditions.ts';
import type { OfficeBuilding } from './office-building.entity.ts';
import { OfficeBuildingService, towerRows } from './office-building.service.ts';

type CommitteeRow = Omit<BuildingPartyCommittee, 'id' | 'asOf'>;

const committeeRows = rowsOf([BuildingPartyCommittee], { alias: 'c', key: 'committeeId' });

function toCommittee(row: CommitteeRow, asOf: string): BuildingPartyCommittee {
  const id = toGlobalId('BuildingPartyCommittee', row.committeeId);
  return Object.assign(new BuildingPartyCommittee(), row, { id, asOf });
}

/** A list of committees in SQL: those that exist at the date, with their seat in an area. */
export function partyCommitteeList(question: {
  asOf: Value<string>;
  within: Rooted | null;
  kind?: BuildingPartyCommitteeKind | null | undefined;
}): ListRows {
  const { asOf, within, kind } = question;
  const where: Sql[] = [committeeExists(asOf)];
  if (kind) where.push(sql`c.kind = ${kind}`);
  return { from: sql`building_party_committee c ${placeOf('c.area_id', asOf, within)}`, where, key: sql`c.code` };
}

/** Reading: the list at the root. */
export function readPartyCommittees(
  asked: AskedField<{ within?: Late<string> | null; kind?: BuildingPartyCommitteeKind | null }>,
): Sql {
  const { asOf, args } = asked;
  const within = readWithin(asked, args.within);
  return asked.rootPage(committeeRows, () => partyCommitteeList({ asOf, within, kind: args.kind }));
}

/** Reading: how many have their seat within each row, which is an area. */
export function readPartyCommitteeCount(asked: AskedField): Sql {
  const of = asked.fact('party committee count', (rows) => tallyPartyCommittees(neighbourhoodOf(rows), asked.asOf));
  return asked.value(sql`coalesce(${of('count')}, 0)`);
}

/** Reading: the committees that cover each row, which is a tower. */
export function readCommitteesOfTower(asked: AskedField): Sql {
  return asked.many(committeeRows, (rows) => ({
    from: committeeLinks(asked.asOf),
    where: [sql`l.office_building_id = any (${rows.keys}::int[])`],
    key: sql`c.code`,
    parent: sql`l.office_building_id`,
  }));
}

/** Reading: the towers that each row, which is a committee, covers. */
export function readTowersOfCommittee(asked: AskedField): Sql {
  const { asOf } = asked;
  return asked.many(towerRows, (rows) => ({
    from: sql`${committeeLinks(asOf)} join office_building o on o.id = l.office_building_id and ${towerExists(asOf)}`,
    where: [sql`c.id = any (${rows.keys}::int[])`],
    key: sql`o.code`,
    parent: sql`c.id`,
  }));
}

const keyOf = (committee: BuildingPartyCommittee) => committee.committeeId;

interface PartyCommitteeTally {
  areaId: number;
  count: number;
}

/** Statement: the committees with their seat within each of the areas, counted. An area without one has no row. */
function tallyPartyCommittees(around: Neighbourhood, asOf: Value<string>): Sql {
  return sql`
    select above.id as "areaId", count(*)::int as count
    from ${everythingAround(around, asOf)}
    join building_party_committee c on c.area_id = p.area_id and ${committeeExists(asOf)}
    ${areasAbove('p.path', around.ids)} group by above.id`;
}

/** A committee is where its seat is: it counts once, wherever its towers stand. */
export class BuildingPartyCommitteeService {
  /** Committees that exist at the date, by code. */
  static async list(
    context: GraphContext,
    question: {
      asOf: string;
      within?: string | null | undefined;
      kind?: BuildingPartyCommitteeKind | null | undefined;
      page: PageArgs;
    },
  ): Promise<Page<BuildingPartyCommittee>> {
    const { asOf, page } = question;
    const within = await findWithin(context, question.within, asOf);
    const list = { select: committeeRows.select, ...partyCommitteeList({ ...question, within }) };
    return listPage(context, list, page, (row: CommitteeRow) => toCommittee(row, asOf));
  }

  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(BuildingPartyCommittee | null)[]> {
    return loadByIds(context, `building party committee@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<CommitteeRow>(sql`
        select ${committeeRows.select} from building_party_committee c
        where c.id = any (${keys}::int[]) and ${committeeExists(asOf)}`);
      return rows.map((row) => toCommittee(row, asOf));
    });
  }

  static async countWithin(context: GraphContext, area: Area): Promise<number> {
    const [row] = await loadAround<PartyCommitteeTally>(context, 'party committee count', area, tallyPartyCommittees);
    return row?.count ?? 0;
  }

  /** The community of its seat. */
  static async communityOf(context: GraphContext, committee: BuildingPartyCommittee): Promise<Community | null> {
    const [community] = await loadAreasByIds(context, committee.asOf, [committee.areaId]);
    return (community as Community | null | undefined) ?? null;
  }

  /** The committees that cover the tower at its date, by code. */
  static async ofTower(context: GraphContext, tower: OfficeBuilding): Promise<BuildingPartyCommittee[]> {
    const { asOf } = tower;
    const ids = await context
      .loader<number, number[]>(`party committees of towers@${asOf}`, async (towers) => {
        const rows = await context.query<{ towerId: number; committeeId: number }>(sql`
          select l.office_building_id as "towerId", c.id as "committeeId" from ${committeeLinks(asOf)}
          where l.office_building_id = any (${towers}::int[]) order by c.code`);
        return towers.map((id) => rows.filter((row) => row.towerId === id).map((row) => row.committeeId));
      })
      .load(tower.featureId);
    return (await this.load(context, asOf, ids)).filter((committee) => committee !== null);
  }

  /** The towers the committee covers at its date, by code. */
  static async towersOf(context: GraphContext, committee: BuildingPartyCommittee): Promise<OfficeBuilding[]> {
    const { asOf } = committee;
    const ids = await context
      .loader<number, number[]>(`towers of party committees@${asOf}`, async (committees) => {
        const rows = await context.query<{ committeeId: number; towerId: number }>(sql`
          select c.id as "committeeId", l.office_building_id as "towerId" from ${committeeLinks(asOf)}
          join office_building o on o.id = l.office_building_id
          where c.id = any (${committees}::int[]) order by o.code`);
        return committees.map((id) => rows.filter((row) => row.committeeId === id).map((row) => row.towerId));
      })
      .load(committee.committeeId);
    return (await OfficeBuildingService.load(context, asOf, ids)).filter((tower) => tower !== null);
  }
}
