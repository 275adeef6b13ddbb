import { foremostServiceIs, gridCoverageIs, renewedSince, yardServiceIs } from '../care/care-filters.ts';
import type { CoveragePopulation, CoverageState } from '../care/coverage.ts';
import { PropertyServiceModeService } from '../care/property-service-mode.service.ts';
import type { PropertyServiceStatus } from '../care/property-service.entity.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import type { Page, PageArgs } from '../kernel/graph/page.ts';
import { sql } from '../kernel/graph/sql.ts';
import { AreaListService } from '../land/area-list.service.ts';
import { findWithin } from '../land/area.service.ts';
import type { Building } from '../land/building.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import type { GridSystem } from '../land/level.ts';
import type { BoundsInput } from '../land/shape.ts';
import type { Yard } from '../land/yard.entity.ts';
import { hasOpenIssues } from './issue-conditions.ts';

interface AreaQuestion {
  asOf: string;
  within?: string | null | undefined;
  bounds?: BoundsInput | null | undefined;
  hasOpenIssues?: boolean | null | undefined;
  page: PageArgs;
}

interface YardQuestion extends AreaQuestion {
  propertyService?: CoverageState | null | undefined;
  propertyMode?: string | null | undefined;
  propertyStatus?: PropertyServiceStatus | null | undefined;
  renewedSince?: string | null | undefined;
}

interface GridQuestion extends YardQuestion {
  system?: GridSystem | null | undefined;
  committee?: CoverageState | null | undefined;
  population?: CoveragePopulation | null | undefined;
}

/** Lists of areas under the filters of care and issues together: this room may see both. */
export class AreaFiltersService {
  static async grids(context: GraphContext, question: GridQuestion): Promise<Page<Grid>> {
    const scope = await this.scopeOf(context, question);
    await PropertyServiceModeService.check(context, 'propertyMode', question.propertyMode);
    return AreaListService.list<Grid>(context, {
      ...placeAndPage(question),
      level: 'GRID',
      conditions: [
        ...(question.system ? [sql`a.grid_system = ${question.system}`] : []),
        ...gridCoverageIs(scope, question),
        ...foremostServiceIs(scope, 'GRID', { mode: question.propertyMode, status: question.propertyStatus }),
        ...renewedSince(scope, question.renewedSince),
        ...hasOpenIssues(scope, question.hasOpenIssues),
      ],
    });
  }

  static async yards(context: GraphContext, question: YardQuestion): Promise<Page<Yard>> {
    const scope = await this.scopeOf(context, question);
    await PropertyServiceModeService.check(context, 'propertyMode', question.propertyMode);
    return AreaListService.list<Yard>(context, {
      ...placeAndPage(question),
      level: 'YARD',
      conditions: [
        ...yardServiceIs(scope, question.propertyService),
        ...foremostServiceIs(scope, 'YARD', { mode: question.propertyMode, status: question.propertyStatus }),
        ...renewedSince(scope, question.renewedSince),
        ...hasOpenIssues(scope, question.hasOpenIssues),
      ],
    });
  }

  static async buildings(context: GraphContext, question: AreaQuestion): Promise<Page<Building>> {
    const scope = await this.scopeOf(context, question);
    return AreaListService.list<Building>(context, {
      ...placeAndPage(question),
      level: 'BUILDING',
      conditions: hasOpenIssues(scope, question.hasOpenIssues),
    });
  }

  private static async scopeOf(context: GraphContext, { asOf, within }: AreaQuestion) {
    return { asOf, within: await findWithin(context, within, asOf) };
  }
}

function placeAndPage({ asOf, within, bounds, page }: AreaQuestion): AreaQuestion {
  return { asOf, within, bounds, page };
}
