import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, pageBelow, type ListRows, type Page, type PageArgs, type RowsBelow } from '../kernel/graph/page.ts';
import { isAmong, sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Keys, Late, Value } from '../kernel/reading/late.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { rowsOf, type RowKind } from '../kernel/reading/rows.ts';
import { areaRows } from '../land/area-row.ts';
import { findWithin, loadAreasByIds, readWithin } from '../land/area.service.ts';
import type { Area } from '../land/area.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { everythingWithin, pathWithin, type Rooted } from '../land/within.ts';
import type { Yard } from '../land/yard.entity.ts';
import type { PropertyCompany } from './property-company.entity.ts';
import { PropertyServiceModeService, readMode } from './property-service-mode.service.ts';
import { PropertyService, type PropertyServiceStatus } from './property-service.entity.ts';

type ServiceRow = Omit<PropertyService, 'id' | 'asOf'>;

/** The service's own status at the date. */
const statusOf = (asOf: Value<string>) =>
  sql`property_service_status(s.valid_from, s.trial_ends_on, s.valid_to, ${asOf}::date)`;

const serviceRows = (asOf: Value<string>): RowKind =>
  rowsOf([PropertyService], { alias: 's', key: 'serviceId', also: { status: statusOf(asOf) } });

function toService(row: ServiceRow, asOf: string): PropertyService {
  return Object.assign(new PropertyService(), row, { id: toGlobalId('PropertyService', row.serviceId), asOf });
}

/** Condition: the status of `at` is the one asked for; when none is, the service serves. */
const standsAs = (status: PropertyServiceStatus | null | undefined) =>
  status ? sql`at.status = ${status}` : sql`at.status in ('TRIAL', 'ACTIVE')`;

const keyOf = (service: PropertyService) => service.serviceId;

/** A list in SQL: services on record, whatever their status; with `within`, those for something within that area. */
export function serviceList(question: {
  asOf: Value<string>;
  within: Rooted | null;
  mode?: Value<string> | null | undefined;
  status?: PropertyServiceStatus | null | undefined;
}): ListRows {
  const { asOf, within, mode, status } = question;
  const where: Sql[] = [];
  if (mode != null) where.push(sql`s.mode_code = ${mode}`);
  if (status) where.push(sql`${statusOf(asOf)} = ${status}`);
  if (within) {
    where.push(
      isAmong(
        sql`s.id`,
        sql`select at.service_id from property_service_at(${asOf}::date) at
          join area_path p on p.area_id = at.area_id and ${holdsAt('p', asOf)} where ${pathWithin('p', within)}`,
      ),
    );
  }
  return { from: sql`property_service s`, where, key: sql`s.code` };
}

/** Which services have the status at which of these grids, or at one of their yards. */
const atGrids: Pairs<Keys | RowSet> = (grids, asOf, status) => sql`
  select distinct x.area_id, at.service_id from ${everythingWithin(grids, asOf)}
  join property_service_at(${asOf}::date) at on at.area_id = p.area_id where ${standsAs(status)}`;

/** Which services have the status at which of these yards, or at the grid it lies in. */
const atYards: Pairs<Keys> = (yards, asOf, status) => sql`
  select distinct x.area_id, at.service_id from area_path x
  cross join lateral unnest(string_to_array(x.path, '/')) near_code
  join area near on near.code = near_code
  join property_service_at(${asOf}::date) at on at.area_id = near.id
  where x.area_id = any (${yards}::int[]) and ${holdsAt('x', asOf)} and ${standsAs(status)}`;

type Pairs<Areas> = (areas: Areas, asOf: Value<string>, status: PropertyServiceStatus | null | undefined) => Sql;

function servicesBelow(pairs: Sql): RowsBelow {
  return {
    from: sql`(${pairs}) of_area join property_service s on s.id = of_area.service_id`,
    where: [],
    key: sql`s.code`,
    parent: sql`of_area.area_id`,
  };
}

/** All services of these companies on record. */
function servicesOfCompanies(companies: Keys): RowsBelow {
  return {
    from: sql`property_service s`,
    where: [sql`s.company_id = any (${companies}::int[])`],
    key: sql`s.code`,
    parent: sql`s.company_id`,
  };
}

type StatusArgs = { status?: PropertyServiceStatus | null };

/** Reading: the list at the root. */
export function readServices(
  asked: AskedField<StatusArgs & { within?: Late<string> | null; mode?: Late<string> | null }>,
): Sql {
  const { asOf, args } = asked;
  readMode(asked, args.mode);
  const within = readWithin(asked, args.within);
  return asked.rootPage(serviceRows(asOf), () => serviceList({ ...args, asOf, within }));
}

/** Readings: the services of each row, which is a grid, a yard or a company. */
export function readServicesOfGrid(asked: AskedField<StatusArgs>): Sql {
  const { asOf, args } = asked;
  return asked.page(serviceRows(asOf), (rows) => servicesBelow(atGrids(rows, asOf, args.status)));
}

export function readServicesOfYard(asked: AskedField<StatusArgs>): Sql {
  const { asOf, args } = asked;
  return asked.page(serviceRows(asOf), (rows) => servicesBelow(atYards(rows.keys, asOf, args.status)));
}

export function readServicesOfCompany(asked: AskedField): Sql {
  return asked.page(serviceRows(asked.asOf), (rows) => servicesOfCompanies(rows.keys));
}

/** Reading: the grids and yards that each row, which is a service, is for. */
export function readServiceAreas(asked: AskedField): Sql {
  const { asOf } = asked;
  return asked.many(areaRows(asked.asOf), (rows) => ({
    from: sql`(${areasOfServices(rows.keys, asOf)}) served join area a on a.id = served."areaId"
      join area_path p on p.area_id = a.id and ${holdsAt('p', asOf)}`,
    where: [],
    key: sql`a.code`,
    parent: sql`served."serviceId"`,
  }));
}

/** Statement: the areas of these services: while one serves, those it serves; before and after, those it will or did. */
function areasOfServices(services: Keys, asOf: Value<string>): Sql {
  return sql`
    select distinct s.id as "serviceId", at.area_id as "areaId", a.code from property_service s
    join property_service_at(${asOf}::date) at on at.service_id = s.id and at.status = ${statusOf(asOf)}
    join area a on a.id = at.area_id where s.id = any (${services}::int[]) order by a.code`;
}

export class PropertyServiceService {
  /** Services on record, whatever their status; with `within`, those for something within that area. */
  static async list(
    context: GraphContext,
    question: {
      asOf: string;
      within?: string | null | undefined;
      mode?: string | null | undefined;
      status?: PropertyServiceStatus | null | undefined;
      page: PageArgs;
    },
  ): Promise<Page<PropertyService>> {
    const { asOf, mode, page } = question;
    await PropertyServiceModeService.check(context, 'mode', mode);
    const within = await findWithin(context, question.within, asOf);
    const list = { select: serviceRows(asOf).select, ...serviceList({ ...question, within }) };
    return listPage(context, list, page, (row: ServiceRow) => toService(row, asOf));
  }

  /** Services for the grid or any of its yards that have the status there at its date. */
  static ofGrid(
    context: GraphContext,
    grid: Grid,
    status: PropertyServiceStatus | null | undefined,
    page: PageArgs,
  ): Page<PropertyService> {
    return this.below(context, `property services of grids:${status}`, grid, page, (grids, asOf) =>
      atGrids(grids, asOf, status),
    );
  }

  /** Services for the yard, or for the grid it lies in, that have the status there at its date. */
  static ofYard(
    context: GraphContext,
    yard: Yard,
    status: PropertyServiceStatus | null | undefined,
    page: PageArgs,
  ): Page<PropertyService> {
    return this.below(context, `property services of yards:${status}`, yard, page, (yards, asOf) =>
      atYards(yards, asOf, status),
    );
  }

  /** All services of a company on record, whatever their status. */
  static ofCompany(context: GraphContext, company: PropertyCompany, page: PageArgs): Page<PropertyService> {
    const { asOf } = company;
    return pageBelow(
      context,
      `property services of companies@${asOf}`,
      company.companyId,
      page,
      (companies) => ({ select: serviceRows(asOf).select, ...servicesOfCompanies(companies) }),
      (row: ServiceRow) => toService(row, asOf),
    );
  }

  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(PropertyService | null)[]> {
    return loadByIds(context, `property service@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<ServiceRow>(
        sql`select ${serviceRows(asOf).select} from property_service s where s.id = any (${keys}::int[])`,
      );
      return rows.map((row) => toService(row, asOf));
    });
  }

  /** The grids and yards a service is for: while it serves, those it serves; before and after, those it will or did. */
  static async areasOf(context: GraphContext, service: PropertyService): Promise<Area[]> {
    const { asOf } = service;
    const ids = await context
      .loader<number, number[]>(`areas of property services@${asOf}`, async (services) => {
        const rows = await context.query<{ serviceId: number; areaId: number }>(areasOfServices(services, asOf));
        return services.map((id) => rows.filter((row) => row.serviceId === id).map((row) => row.areaId));
      })
      .load(service.serviceId);
    const areas = await loadAreasByIds(context, asOf, ids);
    return areas.filter((area) => area !== null);
  }

  private static below(
    context: GraphContext,
    name: string,
    area: Area,
    page: PageArgs,
    pairs: (areas: Keys, asOf: Value<string>) => Sql,
  ): Page<PropertyService> {
    const { asOf } = area;
    return pageBelow(
      context,
      `${name}@${asOf}`,
      area.featureId,
      page,
      (areas) => ({ select: serviceRows(asOf).select, ...servicesBelow(pairs(areas, asOf)) }),
      (row: ServiceRow) => toService(row, asOf),
    );
  }
}
