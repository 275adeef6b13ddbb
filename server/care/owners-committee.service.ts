import { endOrNull, holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, pageBelow, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { findWithin, loadAreasByIds } from '../land/area.service.ts';
import type { Area } from '../land/area.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { everythingWithin, pathWithin } from '../land/within.ts';
import { OwnersCommittee, type OwnersCommitteeKind } from './owners-committee.entity.ts';

type CommitteeRow = Omit<OwnersCommittee, 'id' | 'asOf'>;

const columns = sql`o.id as "committeeId", o.district_code as "districtCode", o.code, o.name, o.kind,
  o.established_on as "establishedOn", o.dissolved_on as "dissolvedOn", o.term_ends_on as "termEndsOn",
  o.source_id as "sourceId"`;

function toCommittee(row: CommitteeRow, asOf: string): OwnersCommittee {
  return Object.assign(new OwnersCommittee(), row, {
    id: toGlobalId('OwnersCommittee', row.committeeId),
    dissolvedOn: endOrNull(row.dissolvedOn),
    asOf,
  });
}

const keyOf = (committee: OwnersCommittee) => committee.committeeId;

export class OwnersCommitteeService {
  /** Committees that exist at the date; with `within`, those that serve something within that area then. */
  static async list(
    context: GraphContext,
    question: {
      asOf: string;
      within?: string | null | undefined;
      kind?: OwnersCommitteeKind | null | undefined;
      page: PageArgs;
    },
  ): Promise<Page<OwnersCommittee>> {
    const { asOf, kind, page } = question;
    const within = await findWithin(context, question.within, asOf);
    const where: Sql[] = [holdsAt('o', asOf, 'established_on', 'dissolved_on')];
    if (kind) where.push(sql`o.kind = ${kind}`);
    if (within) {
      where.push(sql`o.id in (select s.committee_id from owners_committee_at(${asOf}::date) s
        join area_path p on p.area_id = s.area_id and ${holdsAt('p', asOf)} where ${pathWithin('p', within)})`);
    }
    return listPage(
      context,
      { select: columns, from: sql`owners_committee o`, where, key: sql`o.code` },
      page,
      (row: CommitteeRow) => toCommittee(row, asOf),
    );
  }

  /** Committees that serve the grid or one of its yards at its date. */
  static ofGrid(context: GraphContext, grid: Grid, page: PageArgs): Page<OwnersCommittee> {
    const { asOf } = grid;
    return pageBelow(
      context,
      `owners committees@${asOf}`,
      grid.featureId,
      page,
      (grids) => ({
        select: columns,
        from: sql`(select distinct x.area_id, s.committee_id from ${everythingWithin(grids, asOf)}
            join owners_committee_at(${asOf}::date) s on s.area_id = p.area_id) served
          join owners_committee o on o.id = served.committee_id`,
        where: [],
        key: sql`o.code`,
        parent: sql`served.area_id`,
      }),
      (row: CommitteeRow) => toCommittee(row, asOf),
    );
  }

  /** The committees with these keys; null for each that did not exist at the date. */
  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(OwnersCommittee | null)[]> {
    return loadByIds(context, `owners committee@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<CommitteeRow>(sql`
        select ${columns} from owners_committee o
        where o.id = any (${keys}::int[]) and ${holdsAt('o', asOf, 'established_on', 'dissolved_on')}`);
      return rows.map((row) => toCommittee(row, asOf));
    });
  }

  /** The grids and yards the committee serves at its date, by code. */
  static async areasOf(context: GraphContext, committee: OwnersCommittee): Promise<Area[]> {
    const { asOf } = committee;
    const ids = await context
      .loader<number, number[]>(`areas of owners committees@${asOf}`, async (committees) => {
        const rows = await context.query<{ committeeId: number; areaId: number }>(sql`
          select s.committee_id as "committeeId", s.area_id as "areaId" from owners_committee_at(${asOf}::date) s
          join area a on a.id = s.area_id where s.committee_id = any (${committees}::int[]) order by a.code`);
        return committees.map((id) => rows.filter((row) => row.committeeId === id).map((row) => row.areaId));
      })
      .load(committee.committeeId);
    const areas = await loadAreasByIds(context, asOf, ids);
    return areas.filter((area) => area !== null);
  }
}
