import type { CareRows } from '../server/care/care-load.service.ts';
import type { IssuesRows } from '../server/issues/issues-load.service.ts';
import type {
  AreaRow,
  BoundaryRow,
  LandRows,
  MembershipRow,
  SourceRow,
  SuccessionRow,
} from '../server/land/land-load.service.ts';
import type { OfficesRows } from '../server/offices/offices-load.service.ts';
import type { PostsRows } from '../server/posts/posts-load.service.ts';
import { today as chinaToday } from '../server/kernel/graph/as-of.ts';
import { STATUTORY_YEARS } from './calendar.ts';
import { earlier } from './dates.ts';
import { NO_SHIFT, shapeText } from './plane/point.ts';
import type { Shape, Shift } from './plane/point.ts';
import { Chance } from './random.ts';
import { PUBLISHED_AREA_M2 } from './shinan/outline.ts';
import { tellCommittees } from './story/committees.ts';
import { DEMO_SOURCE, FIGURES_AS_OF, storyContext } from './story/context.ts';
import { CATEGORIES } from './story/issue-categories.ts';
import { draftCases, outlineFresh } from './story/cases.ts';
import type { CaseDraft } from './story/cases.ts';
import { tellFreshIssues, tellIssues } from './story/issues.ts';
import { tellPartyCommittees } from './story/party-committees.ts';
import { tellPosts } from './story/posts.ts';
import { tellRenewal } from './story/renewal.ts';
import { tellServices } from './story/services.ts';
import { tellSurveys } from './story/surveys.ts';
import { BEGINNING, OPEN_END } from './town/model.ts';
import type { Town } from './town/model.ts';
import { drawTown } from './town/town.ts';
import type { GivenGround } from './town/town.ts';

/** Everything the demo district consists of, as rows for the load services. */
export interface DemoRows {
  readonly land: LandRows;
  readonly care: CareRows;
  readonly offices: OfficesRows;
  readonly posts: PostsRows;
  readonly issues: IssuesRows;
  /** Issues with a case, before posts have their numbers; none in further districts for benchmarks. */
  readonly cases: readonly CaseDraft[];
  /** The day at whose beginning the cases stand as they are told. */
  readonly today: string;
}

export interface DemoOptions {
  readonly seed?: number;
  /** Real shapes for the upper levels, with the source they come from. */
  readonly given?: { readonly ground: GivenGround; readonly source: SourceRow };
  /** The day the demo is loaded: fresh issues come from the forty days before. Today in China if left out. */
  readonly today?: string;
  /** Another district for benchmarks: its six-digit code and how far it is moved. */
  readonly copy?: { readonly districtCode: string; readonly shift: Shift; readonly number: number };
}

export const DEFAULT_SEED = 1418;
/** The longest deadline of a later day would reach into a year whose public holidays are not known. */
const LAST_DAY_WITH_DEADLINES = `${Math.max(...STATUTORY_YEARS)}-12-01`;

const SOURCE: SourceRow = {
  code: DEMO_SOURCE,
  title:
    '演示数据：合成的市南区（形状、楼院、楼栋、问题等均为虚构） · Demo data: a synthetic Shinan District (shapes, yards, buildings, issues and all else are made up)',
  provenance: 'SYNTHETIC',
  attribution:
    '社区、街道名称与代码：国家统计局统计用区划代码（2023） · Names and codes of communities and subdistricts: National Bureau of Statistics (2023)',
  publishedOn: null,
};

/** What is drawn within imported shapes owes them a word. */
function within(upper: SourceRow): SourceRow {
  return {
    ...SOURCE,
    attribution: `${SOURCE.attribution ?? ''} · 街道界线 · Subdistrict boundaries: ${upper.attribution ?? upper.title}`,
  };
}

export function makeDemoRows({ seed = DEFAULT_SEED, given, copy, today = chinaToday() }: DemoOptions = {}): DemoRows {
  const town = drawTown(seed, {
    ...(given && { ground: given.ground }),
    ...(copy && { districtCode: copy.districtCode }),
  });
  const shift = copy?.shift ?? NO_SHIFT;
  const chance = new Chance(seed, 'story');
  const context = storyContext(town, chance.for('context'));
  const renewal = tellRenewal(context, chance.for('renewal'));
  const committees = tellCommittees(context, chance.for('committees'));
  const partyCommittees = tellPartyCommittees(town, chance.for('party committees'));
  const issues = tellIssues(town, shift, chance.for('issues'));
  const day = earlier(today, LAST_DAY_WITH_DEADLINES);
  const outlines = copy ? [] : outlineFresh(day, chance.for('fresh outlines'));
  const fresh = tellFreshIssues(town, shift, chance.for('fresh issues'), outlines, issues.length + 1);
  return {
    today: day,
    cases: copy ? [] : draftCases(issues, fresh, outlines, chance.for('cases')),
    land: landRows(town, shift, given?.source ?? SOURCE, copy?.number),
    care: {
      committees: committees.committees,
      committeeAreas: committees.committeeAreas,
      ...tellServices(context, chance.for('services')),
      surveys: tellSurveys(context, renewal, committees.surveyedOthers),
      projects: renewal.projects,
      projectYards: renewal.projectYards,
    },
    offices: {
      buildings: town.towers.map((tower) => ({
        districtCode: town.districtCode,
        code: tower.code,
        name: tower.name,
        areaCode: tower.community.data.code,
        address: `${tower.community.subdistrict.name}${tower.street}`,
        floorAreaM2: tower.floorAreaM2,
        floorCount: tower.floors,
        validFrom: tower.validFrom,
        validTo: OPEN_END,
        sourceCode: DEMO_SOURCE,
        geom: shapeText([tower.polygon], shift),
      })),
      ...partyCommittees,
    },
    posts: tellPosts(town),
    issues: {
      categories: CATEGORIES.map(({ code, parentCode, kind, titleZh, titleEn }) => ({
        code,
        parentCode,
        kind,
        titleZh,
        titleEn,
      })),
      issues: [...issues, ...fresh].map(({ row }) => row),
    },
  };
}

/** What the further districts of a benchmark are called. */
export const copyNames = (number: number): { name: string; nameEn: string } => ({
  name: `市南区（副本${number}）`,
  nameEn: `Shinan District (copy ${number})`,
});

function landRows(town: Town, shift: Shift, upper: SourceRow, copy?: number): LandRows {
  const { districtCode } = town;
  const areas: AreaRow[] = [];
  const boundaries: BoundaryRow[] = [];
  const memberships: MembershipRow[] = [];
  const successions: SuccessionRow[] = [];
  const area = (row: Omit<AreaRow, 'districtCode' | 'sourceCode' | 'validFrom' | 'validTo'>, validTo = OPEN_END) => {
    areas.push({ districtCode, sourceCode: DEMO_SOURCE, validFrom: BEGINNING, validTo, ...row });
  };
  const ground = (
    areaCode: string,
    shape: Shape,
    validFrom = BEGINNING,
    validTo = OPEN_END,
    sourceCode = DEMO_SOURCE,
  ) => {
    boundaries.push({ areaCode, validFrom, validTo, sourceCode, geom: shapeText(shape, shift) });
  };
  const belongs = (childCode: string, parentCode: string, validFrom = BEGINNING, validTo = OPEN_END) => {
    memberships.push({ childCode, parentCode, validFrom, validTo });
  };

  const names = copy === undefined ? { name: '市南区', nameEn: 'Shinan District' } : copyNames(copy);
  area({ level: 'DISTRICT', code: districtCode, ...names });
  ground(districtCode, town.district, BEGINNING, OPEN_END, upper.code);
  for (const { data, shape } of town.subdistricts) {
    area({ level: 'SUBDISTRICT', code: data.code, name: data.name, nameEn: data.nameEn });
    ground(data.code, shape, BEGINNING, OPEN_END, upper.code);
    belongs(data.code, districtCode);
  }
  for (const { data, shape, subdistrict } of town.communities) {
    area({ level: 'COMMUNITY', code: data.code, name: data.name, nameEn: data.nameEn });
    ground(data.code, shape);
    belongs(data.code, subdistrict.code);
  }
  for (const { code, name, community, ring, grown, ended } of town.grids) {
    const until = ended?.on ?? OPEN_END;
    area({ level: 'GRID', code, name, gridSystem: 'GOVERNANCE' }, until);
    belongs(code, community.data.code, BEGINNING, until);
    if (ended) {
      const merged = { predecessorCode: code, successorCode: ended.into, succeededOn: ended.on };
      successions.push({ ...merged, kind: 'MERGED', sourceCode: DEMO_SOURCE });
    }
    if (grown) {
      ground(code, [[ring]], BEGINNING, grown.on);
      ground(code, [[grown.ring]], grown.on);
    } else {
      ground(code, [[ring]], BEGINNING, until);
    }
  }
  for (const { code, name, address, ring, firstGrid, lastGrid, movedOn, builtYear, households } of town.yards) {
    area({ level: 'YARD', code, name, address, builtYear, householdCount: households });
    ground(code, [[ring]]);
    if (movedOn) {
      belongs(code, firstGrid, BEGINNING, movedOn);
      belongs(code, lastGrid, movedOn);
    } else {
      belongs(code, firstGrid);
    }
  }
  for (const yard of town.yards) {
    for (const { code, name, polygon, floors, builtYear } of yard.buildings) {
      area({ level: 'BUILDING', code, name, address: `${yard.address}${name}`, floorCount: floors, builtYear });
      ground(code, [polygon]);
      belongs(code, yard.code);
    }
  }
  return {
    sources: upper === SOURCE ? [SOURCE] : [within(upper), upper],
    settings: [
      {
        districtCode,
        schemeCode: 'YARDS_IN_GRIDS',
        timeZone: 'Asia/Shanghai',
        figuresAsOf: FIGURES_AS_OF,
        publishedAreaM2: copy === undefined ? PUBLISHED_AREA_M2 : null,
      },
    ],
    areas,
    boundaries,
    memberships,
    successions,
  };
}
