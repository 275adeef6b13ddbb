import { endOrNull, holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, pageBelow, type ListQuery, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { findWithin, loadAreasByIds } from '../land/area.service.ts';
import type { Area } from '../land/area.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { everythingWithin, pathWithin } from '../land/within.ts';
import type { Yard } from '../land/yard.entity.ts';
import type { PropertyCompany } from './property-company.entity.ts';
import { PropertyServiceModeService } from './property-service-mode.service.ts';
import { PropertyService, type PropertyServiceStatus } from './property-service.entity.ts';

type ServiceRow = Omit<PropertyService, 'id' | 'asOf'>;

/** The service's own status at the date. */
const statusOf = (asOf: string) =>
  sql`property_service_status(s.valid_from, s.trial_ends_on, s.valid_to, ${asOf}::date)`;

const columns = (asOf: string) => sql`s.id as "serviceId", s.district_code as "districtCode", s.code,
  s.company_id as "companyId", s.mode_code as "modeCode", s.valid_from as "validFrom", s.trial_ends_on as "trialEndsOn",
  s.valid_to as "validTo", s.source_id as "sourceId", ${statusOf(asOf)} as status`;

function toService(row: ServiceRow, asOf: string): PropertyService {
  return Object.assign(new PropertyService(), row, {
    id: toGlobalId('PropertyService', row.serviceId),
    validTo: endOrNull(row.validTo),
    asOf,
  });
}

/** Condition: the status of `at` is the one asked for; when none is, the service serves. */
const standsAs = (status: PropertyServiceStatus | null | undefined) =>
  status ? sql`at.status = ${status}` : sql`at.status in ('TRIAL', 'ACTIVE')`;

const keyOf = (service: PropertyService) => service.serviceId;

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
    const { asOf, mode, status, page } = question;
    await PropertyServiceModeService.check(context, 'mode', mode);
    const within = await findWithin(context, question.within, asOf);
    const where: Sql[] = [];
    if (mode != null) where.push(sql`s.mode_code = ${mode}`);
    if (status) where.push(sql`${statusOf(asOf)} = ${status}`);
    if (within) {
      where.push(sql`s.id in (select at.service_id from property_service_at(${asOf}::date) at
        join area_path p on p.area_id = at.area_id and ${holdsAt('p', asOf)} where ${pathWithin('p', within)})`);
    }
    const list: ListQuery = { select: columns(asOf), from: sql`property_service s`, where, key: sql`s.code` };
    return listPage(context, list, page, (row: ServiceRow) => toService(row, asOf));
  }

  /** Services for the grid or any of its yards that have the status there at its date. */
  static ofGrid(
    context: GraphContext,
    grid: Grid,
    status: PropertyServiceStatus | null | undefined,
    page: PageArgs,
  ): Page<PropertyService> {
    return this.below(
      context,
      `property services of grids:${status}`,
      grid,
      page,
      (grids, asOf) => sql`select distinct x.area_id, at.service_id from ${everythingWithin(grids, asOf)}
        join property_service_at(${asOf}::date) at on at.area_id = p.area_id where ${standsAs(status)}`,
    );
  }

  /** Services for the yard, or for the grid it lies in, that have the status there at its date. */
  static ofYard(
    context: GraphContext,
    yard: Yard,
    status: PropertyServiceStatus | null | undefined,
    page: PageArgs,
  ): Page<PropertyService> {
    return this.below(
      context,
      `property services of yards:${status}`,
      yard,
      page,
      (yards, asOf) => sql`select distinct x.area_id, at.service_id from area_path x
        cross join lateral unnest(string_to_array(x.path, '/')) near_code
        join area near on near.code = near_code
        join property_service_at(${asOf}::date) at on at.area_id = near.id
        where x.area_id = any (${yards}::int[]) and ${holdsAt('x', asOf)} and ${standsAs(status)}`,
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
      (companies) => ({
        select: columns(asOf),
        from: sql`property_service s`,
        where: [sql`s.company_id = any (${companies}::int[])`],
        key: sql`s.code`,
        parent: sql`s.company_id`,
      }),
      (row: ServiceRow) => toService(row, asOf),
    );
  }

  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(PropertyService | null)[]> {
    return loadByIds(context, `property service@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<ServiceRow>(
        sql`select ${columns(asOf)} from property_service s where s.id = any (${keys}::int[])`,
      );
      return rows.map((row) => toService(row, asOf));
    });
  }

  /** The grids and yards a service is for: while it serves, those it serves; before and after, those it will or did. */
  static async areasOf(context: GraphContext, service: PropertyService): Promise<Area[]> {
    const { asOf } = service;
    const ids = await context
      .loader<number, number[]>(`areas of property services@${asOf}`, async (services) => {
        const rows = await context.query<{ serviceId: number; areaId: number }>(sql`
          select distinct s.id as "serviceId", at.area_id as "areaId", a.code from property_service s
          join property_service_at(${asOf}::date) at on at.service_id = s.id and at.status = ${statusOf(asOf)}
          join area a on a.id = at.area_id where s.id = any (${services}::int[]) order by a.code`);
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
    pairs: (areas: readonly number[], asOf: string) => Sql,
  ): Page<PropertyService> {
    const { asOf } = area;
    return pageBelow(
      context,
      `${name}@${asOf}`,
      area.featureId,
      page,
      (areas) => ({
        select: columns(asOf),
        from: sql`(${pairs(areas, asOf)}) of_area join property_service s on s.id = of_area.service_id`,
        where: [],
        key: sql`s.code`,
        parent: sql`of_area.area_id`,
      }),
      (row: ServiceRow) => toService(row, asOf),
    );
  }
}
