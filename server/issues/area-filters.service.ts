import {
  foremostServiceIs,
  gridCoverageIs,
  renewedSince,
  yardServiceIs,
  type ListScope,
} from '../care/care-filters.ts';
import type { CoveragePopulation, CoverageState } from '../care/coverage.ts';
import { PropertyServiceModeService, readMode } from '../care/property-service-mode.service.ts';
import type { PropertyServiceStatus } from '../care/property-service.entity.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import type { Page, PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Sent } from '../kernel/reading/late.ts';
import { areaList, AreaListService } from '../land/area-list.service.ts';
import { readPlace, type WithinArgs } from '../land/area-query.resolver.ts';
import { areaRows } from '../land/area-row.ts';
import type { Area } from '../land/area.entity.ts';
import { findWithin } from '../land/area.service.ts';
import type { Building } from '../land/building.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import type { AreaLevel, GridSystem } from '../land/level.ts';
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

/** The conditions that the filters of a level put on its list. */
type Conditions<Question> = (scope: ListScope, question: Filters<Question>) => Sql[];

/** Filters whose texts may be known later. */
type Filters<Question> = {
  readonly [Key in keyof Omit<Question, 'asOf' | 'within' | 'bounds' | 'page'>]: Question[Key] | Sent<Question[Key]>;
};

const ofService = (scope: ListScope, level: 'GRID' | 'YARD', question: Filters<YardQuestion>): Sql[] => [
  ...foremostServiceIs(scope, level, { mode: question.propertyMode, status: question.propertyStatus }),
  ...renewedSince(scope, question.renewedSince),
  ...hasOpenIssues(scope, question.hasOpenIssues),
];

/** What the filters put on the three lists; files are limited by them, too. */
export const ofGrids: Conditions<GridQuestion> = (scope, question) => [
  ...(question.system ? [sql`a.grid_system = ${question.system}`] : []),
  ...gridCoverageIs(scope, question),
  ...ofService(scope, 'GRID', question),
];

export const ofYards: Conditions<YardQuestion> = (scope, question) => [
  ...yardServiceIs(scope, question.propertyService),
  ...ofService(scope, 'YARD', question),
];

export const ofBuildings: Conditions<AreaQuestion> = (scope, question) => hasOpenIssues(scope, question.hasOpenIssues);

/** Lists of areas under the filters of care and issues together: this room may see both. */
export class AreaFiltersService {
  static async grids(context: GraphContext, question: GridQuestion): Promise<Page<Grid>> {
    await PropertyServiceModeService.check(context, 'propertyMode', question.propertyMode);
    return this.list<Grid>(context, 'GRID', question, (scope) => ofGrids(scope, question));
  }

  static async yards(context: GraphContext, question: YardQuestion): Promise<Page<Yard>> {
    await PropertyServiceModeService.check(context, 'propertyMode', question.propertyMode);
    return this.list<Yard>(context, 'YARD', question, (scope) => ofYards(scope, question));
  }

  static async buildings(context: GraphContext, question: AreaQuestion): Promise<Page<Building>> {
    return this.list<Building>(context, 'BUILDING', question, (scope) => ofBuildings(scope, question));
  }

  private static async list<T extends Area>(
    context: GraphContext,
    level: AreaLevel,
    { asOf, within, bounds, page }: AreaQuestion,
    conditions: (scope: ListScope) => Sql[],
  ): Promise<Page<T>> {
    const scope = { asOf, within: await findWithin(context, within, asOf) };
    return AreaListService.list<T>(context, { level, asOf, within, bounds, page, conditions: conditions(scope) });
  }
}

type FilterArgs<Question> = Sent<WithinArgs> & Filters<Question>;

function readList<Question>(
  asked: AskedField<FilterArgs<Question>>,
  level: AreaLevel,
  conditions: Conditions<Question>,
): Sql {
  const { asOf, args } = asked;
  const place = readPlace(asked);
  const scope = { asOf, within: place.within };
  return asked.rootPage(areaRows(asked.asOf), () =>
    areaList({ level, asOf, ...place, conditions: conditions(scope, args) }),
  );
}

/** Readings of the three lists. */
export function readGrids(asked: AskedField<FilterArgs<GridQuestion>>): Sql {
  readMode(asked, asked.args.propertyMode);
  return readList(asked, 'GRID', ofGrids);
}

export function readYards(asked: AskedField<FilterArgs<YardQuestion>>): Sql {
  readMode(asked, asked.args.propertyMode);
  return readList(asked, 'YARD', ofYards);
}

export function readBuildings(asked: AskedField<FilterArgs<AreaQuestion>>): Sql {
  return readList(asked, 'BUILDING', ofBuildings);
}
