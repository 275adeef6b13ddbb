/**
 * The lists of the graph, for files: which rows a layer holds under the filters of its list. What a filter means is said by the
 * features; here stands only which list belongs to which layer.
 */
import { CoveragePopulation, CoverageState } from '../../care/coverage.ts';
import { OwnersCommitteeKind } from '../../care/owners-committee.entity.ts';
import { PropertyServiceModeService } from '../../care/property-service-mode.service.ts';
import { PropertyServiceStatus } from '../../care/property-service.entity.ts';
import { ofBuildings, ofGrids, ofYards } from '../../issues/area-filters.service.ts';
import { IssueCategoryService } from '../../issues/issue-category.service.ts';
import { IssueState } from '../../issues/issue.entity.ts';
import { checkedPeriod, issueList } from '../../issues/issue.service.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import type { ListRows } from '../../kernel/graph/page.ts';
import { areaList } from '../../land/area-list.service.ts';
import { AreaLevel, GridSystem } from '../../land/level.ts';
import type { BoundsInput } from '../../land/shape.ts';
import type { Rooted } from '../../land/within.ts';
import { BuildingPartyCommitteeKind } from '../../offices/building-party-committee.entity.ts';
import { partyCommitteeList } from '../../offices/building-party-committee.service.ts';
import { towerList } from '../../offices/office-building.service.ts';
import { ownersCommitteeList } from '../../care/owners-committee.service.ts';
import { serviceList } from '../../care/property-service.service.ts';
import { projectList } from '../../care/renewal-project.service.ts';
import { STATE_WORDS, YES_OR_NO } from './derived-fields.ts';
import { boolean, called, date, oneOf, text, year, type FilterReader, type FilterValues } from './filter-values.ts';

/** Where and when. */
export interface ListPlace {
  readonly asOf: string;
  readonly within: Rooted | null;
  readonly bounds: BoundsInput | null;
}

export interface FeatureList {
  /** Whether the list can be limited to a box. */
  readonly inBox: boolean;
  /** The filters by name, as the arguments of the graph are called. */
  readonly filters: Readonly<Record<string, FilterReader>>;
  rows(place: ListPlace, values: FilterValues): ListRows;
  /** What can only be refused with a look into the database. */
  check?(context: GraphContext, values: FilterValues): Promise<void>;
  /** What code books call the values that name their codes, by filter. */
  titles?(context: GraphContext, values: FilterValues): Promise<Readonly<Record<string, string>>>;
}

const word = (value: string, zh: string, en: string) => ({ value, title: { zh, en } });

const STATUS = called('服务状态', oneOf(PropertyServiceStatus), [
  word(PropertyServiceStatus.PLANNED, '计划中', 'planned'),
  word(PropertyServiceStatus.TRIAL, '试用期', 'on trial'),
  word(PropertyServiceStatus.ACTIVE, '服务中', 'in force'),
  word(PropertyServiceStatus.ENDED, '已结束', 'ended'),
]);
const POPULATION = called('统计口径', oneOf(CoveragePopulation), [
  word(CoveragePopulation.ALL_GRIDS, '全部网格', 'all grids'),
  word(CoveragePopulation.GRIDS_RENEWED_WITHIN_FIVE_YEARS, '近五年旧改网格', 'renewed within five years'),
]);
const MODE = called('服务模式', text);
const OPEN_ISSUES = { hasOpenIssues: called('有未结问题', boolean, YES_OR_NO) };
const SERVICE = {
  propertyService: called('物业服务', oneOf(CoverageState), STATE_WORDS),
  propertyMode: MODE,
  propertyStatus: STATUS,
  renewedSince: called('旧改竣工不早于', date),
};

/** Refuses a mode that is not in the code book, and says what those that are in it are called. */
const ofMode = (argument: string): Required<Pick<FeatureList, 'check' | 'titles'>> => ({
  check: (context, values) => PropertyServiceModeService.check(context, argument, values.text(argument)),
  async titles(context, values) {
    const modes = await PropertyServiceModeService.list(context);
    const mode = modes.find(({ code }) => code === values.text(argument));
    return mode ? { [argument]: mode.titleZh } : {};
  },
});

const ofService = (values: FilterValues) => ({
  propertyService: values.oneOf('propertyService', CoverageState),
  propertyMode: values.text('propertyMode'),
  propertyStatus: values.oneOf('propertyStatus', PropertyServiceStatus),
  renewedSince: values.text('renewedSince'),
  hasOpenIssues: values.boolean('hasOpenIssues'),
});

const areas = (level: AreaLevel): FeatureList => ({
  inBox: true,
  filters: {},
  rows: (place) => areaList({ level, ...place }),
});

const grids: FeatureList = {
  inBox: true,
  filters: {
    system: called('网格类型', oneOf(GridSystem)),
    committee: called('业委会（自管会）', oneOf(CoverageState), STATE_WORDS),
    population: POPULATION,
    ...{ ...SERVICE, ...OPEN_ISSUES },
  },
  ...ofMode('propertyMode'),
  rows(place, values) {
    const conditions = ofGrids(place, {
      ...ofService(values),
      system: values.oneOf('system', GridSystem),
      committee: values.oneOf('committee', CoverageState),
      population: values.oneOf('population', CoveragePopulation),
    });
    return areaList({ level: AreaLevel.GRID, ...place, conditions });
  },
};

const yards: FeatureList = {
  inBox: true,
  filters: { ...SERVICE, ...OPEN_ISSUES },
  ...ofMode('propertyMode'),
  rows: (place, values) => areaList({ level: AreaLevel.YARD, ...place, conditions: ofYards(place, ofService(values)) }),
};

const buildings: FeatureList = {
  inBox: true,
  filters: OPEN_ISSUES,
  rows: (place, values) =>
    areaList({
      level: AreaLevel.BUILDING,
      ...place,
      conditions: ofBuildings(place, { hasOpenIssues: values.boolean('hasOpenIssues') }),
    }),
};

const issues: FeatureList = {
  inBox: true,
  filters: {
    category: called('类别', text),
    state: called('状态', oneOf(IssueState)),
    reportedFrom: called('上报不早于', date),
    reportedTo: called('上报不晚于', date),
  },
  async check(context, values) {
    const [from, to] = [values.text('reportedFrom'), values.text('reportedTo')];
    if (from !== null && to !== null) checkedPeriod(from, to);
    await IssueCategoryService.check(context, values.text('category'));
  },
  async titles(context, values) {
    const code = values.text('category');
    return code === null ? {} : { category: (await IssueCategoryService.get(context, code)).titleZh };
  },
  rows: (place, values) =>
    issueList({
      ...place,
      state: values.oneOf('state', IssueState),
      category: values.text('category'),
      reportedFrom: values.text('reportedFrom'),
      reportedTo: values.text('reportedTo'),
    }),
};

/** The lists by the keys of their layers. */
export const featureLists: Readonly<Record<string, FeatureList>> = {
  // The graph lists districts without limits; where there is a district code there is nothing to limit.
  districts: areas(AreaLevel.DISTRICT),
  subdistricts: areas(AreaLevel.SUBDISTRICT),
  communities: areas(AreaLevel.COMMUNITY),
  'building-groups': areas(AreaLevel.BUILDING_GROUP),
  grids,
  yards,
  buildings,
  issues,
  'office-buildings': {
    inBox: true,
    filters: { hasPartyCommittee: called('有楼宇党委', boolean, YES_OR_NO) },
    rows: (place, values) => towerList({ ...place, hasPartyCommittee: values.boolean('hasPartyCommittee') }),
  },
  'building-party-committees': {
    inBox: false,
    filters: { kind: called('类型', oneOf(BuildingPartyCommitteeKind)) },
    rows: (place, values) => partyCommitteeList({ ...place, kind: values.oneOf('kind', BuildingPartyCommitteeKind) }),
  },
  'owners-committees': {
    inBox: false,
    filters: { kind: called('类型', oneOf(OwnersCommitteeKind)) },
    rows: (place, values) => ownersCommitteeList({ ...place, kind: values.oneOf('kind', OwnersCommitteeKind) }),
  },
  'property-services': {
    inBox: false,
    filters: { mode: MODE, status: STATUS },
    ...ofMode('mode'),
    rows: (place, values) =>
      serviceList({ ...place, mode: values.text('mode'), status: values.oneOf('status', PropertyServiceStatus) }),
  },
  'renewal-projects': {
    inBox: false,
    filters: { year: called('计划年度', year) },
    rows: (place, values) => projectList({ ...place, year: values.number('year') }),
  },
};
