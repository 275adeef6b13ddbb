import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { sourceFieldsOf } from '../kernel/graph/source-fields.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { Area } from '../land/area.entity.ts';
import { Grid } from '../land/grid.entity.ts';
import { Yard } from '../land/yard.entity.ts';
import { PropertyCompany } from './property-company.entity.ts';
import { PropertyCompanyService, readCompanyOf } from './property-company.service.ts';
import { PropertyServiceMode } from './property-service-mode.entity.ts';
import { PropertyServiceModeService, readModeOf, readModes } from './property-service-mode.service.ts';
import { PropertyService, PropertyServiceConnection, PropertyServiceStatus } from './property-service.entity.ts';
import {
  PropertyServiceService,
  readServiceAreas,
  readServices,
  readServicesOfCompany,
  readServicesOfGrid,
  readServicesOfYard,
} from './property-service.service.ts';

const statusThere = 'Only services with this status there at asOf. Left out: those that serve, TRIAL and ACTIVE.';

@Resolver(() => PropertyService)
export class PropertyServiceResolver {
  @Reading(readServices)
  @Query(() => PropertyServiceConnection, {
    description:
      'Property services (物管) on record, by code: planned, running and ended ones, each with its status at the date.',
  })
  propertyServices(
    @Arg('within', () => String, {
      nullable: true,
      description: 'Code of an area: only services for a grid or yard within it.',
    })
    within: string | null | undefined,
    @Arg('mode', () => String, {
      nullable: true,
      description: 'Code of a mode (see propertyServiceModes): only this mode.',
    })
    mode: string | null | undefined,
    @Arg('status', () => PropertyServiceStatus, {
      nullable: true,
      description: 'Only services with this status at the date.',
    })
    status: PropertyServiceStatus | null | undefined,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<PropertyService>> {
    return PropertyServiceService.list(context, { asOf: asOfDate(context, asOf), within, mode, status, page });
  }

  @Reading(readModes)
  @Query(() => [PropertyServiceMode], { description: 'The code book of modes of property service (物业模式).' })
  propertyServiceModes(@Ctx() context: GraphContext): Promise<PropertyServiceMode[]> {
    return PropertyServiceModeService.list(context);
  }

  @Reading(readCompanyOf)
  @FieldResolver(() => PropertyCompany, { description: 'The company that serves.' })
  company(@Root() service: PropertyService, @Ctx() context: GraphContext): Promise<PropertyCompany> {
    return PropertyCompanyService.ofService(context, service);
  }

  @Reading(readModeOf)
  @FieldResolver(() => PropertyServiceMode, { description: 'The mode in which it serves.' })
  mode(@Root() service: PropertyService, @Ctx() context: GraphContext): Promise<PropertyServiceMode> {
    return PropertyServiceModeService.ofService(context, service);
  }

  @Reading(readServiceAreas)
  @FieldResolver(() => [Area], {
    description:
      'The grids and yards it serves at asOf, by code; those it is planned for, or did serve, when it does not.',
  })
  areas(@Root() service: PropertyService, @Ctx() context: GraphContext): Promise<Area[]> {
    return PropertyServiceService.areasOf(context, service);
  }
}

@Resolver(() => PropertyCompany)
export class PropertyCompanyResolver {
  @Reading(readServicesOfCompany)
  @FieldResolver(() => PropertyServiceConnection, {
    description: 'Its services on record, by code, whatever their status.',
  })
  services(
    @Root() company: PropertyCompany,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Page<PropertyService> {
    return PropertyServiceService.ofCompany(context, company, page);
  }
}

export const PropertyServiceSourceResolver = sourceFieldsOf(() => PropertyService);
export const PropertyCompanySourceResolver = sourceFieldsOf(() => PropertyCompany);

@Resolver(() => Grid)
export class GridPropertyServicesResolver {
  @Reading(readServicesOfGrid)
  @FieldResolver(() => PropertyServiceConnection, {
    description: 'Property services (物管) for the grid or any of its yards, by code.',
  })
  propertyServices(
    @Root() grid: Grid,
    @Arg('status', () => PropertyServiceStatus, { nullable: true, description: statusThere })
    status: PropertyServiceStatus | null | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Page<PropertyService> {
    return PropertyServiceService.ofGrid(context, grid, status, page);
  }
}

@Resolver(() => Yard)
export class YardPropertyServicesResolver {
  @Reading(readServicesOfYard)
  @FieldResolver(() => PropertyServiceConnection, {
    description: 'Property services (物管) for the yard or for the grid it lies in, by code.',
  })
  propertyServices(
    @Root() yard: Yard,
    @Arg('status', () => PropertyServiceStatus, { nullable: true, description: statusThere })
    status: PropertyServiceStatus | null | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Page<PropertyService> {
    return PropertyServiceService.ofYard(context, yard, status, page);
  }
}
