import type { PropertyCompanyRow, PropertyServiceRow, ServingRow } from '../../server/care/care-load.service.ts';
import { addDays } from '../dates.ts';
import type { Chance } from '../random.ts';
import { at } from '../random.ts';
import { OPEN_END } from '../town/model.ts';
import type { Grid } from '../town/model.ts';
import { DEMO_SOURCE, absorbedBy, numbering, someDay } from './context.ts';
import type { StoryContext } from './context.ts';

/** Of the 260 renewed grids so many have property service on the last day; the others are known to have none. */
export const SERVED = 219;
/** Of the grids without: served in the past, to be served next year, and served in one of their yards. */
const LEFT_ALONE = 11;
const PLANNED = 5;
const IN_PART = 7;
/** On trial on the last day. */
const ON_TRIAL = 9;
/** Services after which another company went on. */
const HANDED_OVER = 15;

const STEMS = [...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未'];
const STARTS: readonly (readonly [from: string, to: string, weight: number])[] = [
  ['2020-03-01', '2022-12-01', 0.3],
  ['2023-01-01', '2023-12-01', 0.25],
  ['2024-01-01', '2024-12-01', 0.25],
  ['2025-01-01', '2025-12-01', 0.2],
];

export interface ServiceStory {
  readonly companies: readonly PropertyCompanyRow[];
  readonly services: readonly PropertyServiceRow[];
  readonly serviceAreas: readonly ServingRow[];
}

type Mode = 'BUNDLED_MULTI_GRID' | 'CLOSED_LEADS_OPEN' | 'TRY_THEN_BUY' | 'OTHER';

export function tellServices(context: StoryContext, chance: Chance): ServiceStory {
  const { town } = context;
  const companies = STEMS.map((stem, i) => ({
    code: `${town.districtCode}-PC-${String(i + 1).padStart(2, '0')}`,
    name: `示例物业${stem}`,
    sourceCode: DEMO_SOURCE,
  }));
  const nextCode = numbering(`${town.districtCode}-PS-`, 4);
  const services: PropertyServiceRow[] = [];
  const serviceAreas: ServingRow[] = [];

  const begin = (
    modeCode: Mode,
    validFrom: string,
    validTo = OPEN_END,
    trialEndsOn: string | null = null,
    not = '',
  ) => {
    const service: PropertyServiceRow = {
      districtCode: town.districtCode,
      code: nextCode(),
      companyCode: chance.pick(companies.filter(({ code }) => code !== not)).code,
      modeCode,
      validFrom,
      trialEndsOn,
      validTo,
      sourceCode: DEMO_SOURCE,
    };
    services.push(service);
    return service;
  };
  const serve = (service: PropertyServiceRow, areaCode: string, from = service.validFrom, to = service.validTo) => {
    serviceAreas.push({ ownerCode: service.code, areaCode, validFrom: from, validTo: to });
  };
  const dayOfStart = () => {
    const [from, to] = at(STARTS, chance.weighted(STARTS.map(([, , weight]) => weight)));
    return someDay(chance, from, to);
  };
  /** What is merged into a served grid was served by the same company, by another one, or not at all. */
  const tellAbsorbed = (grid: Grid, service: PropertyServiceRow | null) => {
    const absorbed = absorbedBy(town, grid);
    if (!absorbed) return;
    if (service && service.validFrom < absorbed.on && chance.happens(0.45)) {
      serve(service, absorbed.grid.code, service.validFrom, absorbed.on);
    } else if (chance.happens(0.35)) {
      serve(begin('OTHER', someDay(chance, '2020-03-01', '2023-09-30'), absorbed.on), absorbed.grid.code);
    }
  };
  let handedOver = 0;
  /** One grid, at times by one company after another. */
  const serveGrid = (grid: Grid, mode: Mode) => {
    const from = dayOfStart();
    if (from < '2023-06-01' && handedOver < HANDED_OVER && chance.happens(0.9)) {
      handedOver += 1;
      const change = someDay(chance, '2023-07-01', '2025-09-30');
      const first = begin(mode, from, change);
      serve(first, grid.code);
      serve(begin(mode, change, OPEN_END, null, first.companyCode), grid.code);
      tellAbsorbed(grid, null);
      return;
    }
    const service = begin(mode, from);
    serve(service, grid.code);
    tellAbsorbed(grid, service);
  };
  let onTrial = 0;
  const serveOnTrial = (grid: Grid) => {
    const stillOnTrial = onTrial < ON_TRIAL;
    onTrial += 1;
    const from = stillOnTrial ? someDay(chance, '2025-09-01', '2025-12-01') : dayOfStart();
    const trialEnds = addDays(from, stillOnTrial ? chance.whole(130, 180) : chance.whole(85, 180));
    const service = begin('TRY_THEN_BUY', from, OPEN_END, trialEnds);
    serve(service, grid.code);
    tellAbsorbed(grid, service);
  };
  const serveYards = (grid: Grid) => {
    const service = begin('CLOSED_LEADS_OPEN', dayOfStart());
    for (const yard of context.yardsOf(grid)) serve(service, yard.code);
  };
  const serveTogether = (grids: readonly Grid[]) => {
    const service = begin('BUNDLED_MULTI_GRID', dayOfStart());
    for (const [i, grid] of grids.entries()) {
      const joined =
        i === 0 || chance.happens(0.7) ? service.validFrom : addDays(service.validFrom, chance.whole(60, 300));
      serve(service, grid.code, joined > '2025-12-01' ? service.validFrom : joined);
    }
    for (const grid of grids) tellAbsorbed(grid, null);
  };

  const order = chance.shuffled(context.renewed);
  const served = new Set(order.slice(0, SERVED));
  const inOrder = context.renewed.filter((grid) => served.has(grid));
  for (let i = 0; i < inOrder.length;) {
    const grid = at(inOrder, i);
    const draw = chance.fraction();
    const neighbours = inOrder
      .slice(i, i + chance.whole(2, 5))
      .filter((g) => g.community.subdistrict === grid.community.subdistrict);
    if (draw < 0.3 && neighbours.length > 1) {
      serveTogether(neighbours);
      i += neighbours.length;
      continue;
    }
    i += 1;
    if (draw < 0.58) serveYards(grid);
    else if (draw < 0.78) serveOnTrial(grid);
    else serveGrid(grid, 'OTHER');
  }

  const unserved = order.slice(SERVED);
  for (const grid of unserved.slice(0, LEFT_ALONE)) {
    const from = someDay(chance, '2020-06-01', '2023-08-31');
    serve(begin(chance.pick(['TRY_THEN_BUY', 'OTHER']), from, someDay(chance, '2024-02-01', '2025-10-31')), grid.code);
  }
  for (const grid of unserved.slice(LEFT_ALONE, LEFT_ALONE + PLANNED)) {
    serve(begin('TRY_THEN_BUY', '2026-03-01', OPEN_END, '2026-09-01'), grid.code);
  }
  const several = unserved.slice(LEFT_ALONE + PLANNED).filter((grid) => context.yardsOf(grid).length > 2);
  for (const grid of several.slice(0, IN_PART)) {
    serve(begin('CLOSED_LEADS_OPEN', someDay(chance, '2022-01-01', '2025-06-30')), at(context.yardsOf(grid), 0).code);
  }
  for (const grid of unserved) tellAbsorbed(grid, null);
  return { companies, services, serviceAreas };
}
