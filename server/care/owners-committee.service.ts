import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, pageBelow, type ListRows, type Page, type PageArgs, type RowsBelow } from '../kernel/graph/page.ts';
import { isAmong, sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Keys, Late, Value } from '../kernel/reading/late.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { rowsOf } from '../kernel/reading/rows.ts';
import { areaRows } from '../land/area-row.ts';
import { findWithin, loadAreasByIds, readWithin } from '../land/area.service.ts';
import type { Area } from '../land/area.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { everythingWithin, pathWithin, type Rooted } from '../land/within.ts';
import { OwnersCommittee, type OwnersCommitteeKind } from './owners-committee.entity.ts';

type CommitteeRow = Omit<OwnersCommittee, 'id' | 'asOf'>;

const committeeRows = rowsOf([OwnersCommittee], { alias: 'o', key: 'committeeId' });

function toCommittee(row: CommitteeRow, asOf: string): OwnersCommittee {
  return Object.assign(new OwnersCommittee(), row, { id: toGlobalId('OwnersCommittee', row.committeeId), asOf });
}

/** A list in SQL: committees that exist at the date, and serve something within an area then. */
export function ownersCommitteeList(question: {
  asOf: Value<string>;
  within: Rooted | null;
  kind?: OwnersCommitteeKind | null | undefined;
}): ListRows {
  const { asOf, within, kind } = question;
  const where: Sql[] = [holdsAt('o', asOf, 'established_on', 'dissolved_on')];
  if (kind) where.push(sql`o.kind = ${kind}`);
  if (within) {
    where.push(
      isAmong(
        sql`o.id`,
        sql`select s.committee_id from owners_committee_at(${asOf}::date) s
          join area_path p on p.area_id = s.area_id and ${holdsAt('p', asOf)} where ${pathWithin('p', within)}`,
      ),
    );
  }
  return { from: sql`owners_committee o`, where, key: sql`o.code` };
}

/** Committees that serve these grids or one of their yards at the date. */
function committeesOfGrids(grids: Keys | RowSet, asOf: Value<string>): RowsBelow {
  return {
    from: sql`(select distinct x.area_id, s.committee_id from ${everythingWithin(grids, asOf)}
        join owners_committee_at(${asOf}::date) s on s.area_id = p.area_id) served
      join owners_committee o on o.id = served.committee_id`,
    where: [],
    key: sql`o.code`,
    parent: sql`served.area_id`,
  };
}

/** Reading: the list at the root. */
export function readCommittees(
  asked: AskedField<{ within?: Late<string> | null; kind?: OwnersCommitteeKind | null }>,
): Sql {
  const { asOf, args } = asked;
  const within = readWithin(asked, args.within);
  return asked.rootPage(committeeRows, () => ownersCommitteeList({ asOf, within, kind: args.kind }));
}

/** Reading: the committees of each row, which is a grid. */
export function readCommitteesOfGrid(asked: AskedField): Sql {
  return asked.page(committeeRows, (rows) => committeesOfGrids(rows, asked.asOf));
}

/** Reading: the grids and yards that each row, which is a committee, serves. */
export function readCommitteeAreas(asked: AskedField): Sql {
  const { asOf } = asked;
  return asked.many(areaRows(asked.asOf), (rows) => ({
    from: sql`owners_committee_at(${asOf}::date) s join area a on a.id = s.area_id
      join area_path p on p.area_id = a.id and ${holdsAt('p', asOf)}`,
    where: [sql`s.committee_id = any (${rows.keys}::int[])`],
    key: sql`a.code`,
    parent: sql`s.committee_id`,
  }));
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
    const { asOf, page } = question;
    const within = await findWithin(context, question.within, asOf);
    const list = { select: committeeRows.select, ...ownersCommitteeList({ ...question, within }) };
    return listPage(context, list, page, (row: CommitteeRow) => toCommittee(row, asOf));
  }

  /** Committees that serve the grid or one of its yards at its date. */
  static ofGrid(context: GraphContext, grid: Grid, page: PageArgs): Page<OwnersCommittee> {
    const { asOf } = grid;
    return pageBelow(
      context,
      `owners committees@${asOf}`,
      grid.featureId,
      page,
      (grids) => ({ select: committeeRows.select, ...committeesOfGrids(grids, asOf) }),
      (row: CommitteeRow) => toCommittee(row, asOf),
    );
  }

  /** The committees with these keys; null for each that did not exist at the date. */
  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(OwnersCommittee | null)[]> {
    return loadByIds(context, `owners committee@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<CommitteeRow>(sql`
        select ${committeeRows.select} from owners_committee o
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
