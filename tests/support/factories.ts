/**
 * Land for tests: each factory makes one area and whatever it needs above it, so a test says only what it is about.
 *
 *   const grid = await aGrid(manager, { in: community });
 *   const yard = await aYard(manager, { in: grid, households: 40, ground: [120.3, 36.06, 120.301, 36.061] });
 */
import type { EntityManager } from 'typeorm';
import type { AreaLevel, GridSystem } from '../../server/land/level.ts';

export interface TestArea {
  id: number;
  level: AreaLevel;
  code: string;
  districtCode: string;
  name: string;
  from: string;
  to: string;
}

/** West, south, east, north in degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number];

export interface AreaWishes {
  in?: TestArea;
  code?: string;
  name?: string;
  nameEn?: string;
  /** First day of its existence, its membership and its ground. */
  from?: string;
  /** First day no longer. */
  to?: string;
  ground?: Box;
  households?: number;
  builtYear?: number;
  floors?: number;
  address?: string;
  system?: GridSystem;
}

export interface LevelWish {
  level: AreaLevel;
  parents: AreaLevel[];
  pattern: string;
  zh: string;
  en: string;
}

const LEVEL_NAMES: Record<AreaLevel, string> = {
  DISTRICT: '区',
  SUBDISTRICT: '街道',
  COMMUNITY: '社区',
  GRID: '网格',
  BUILDING_GROUP: '楼组',
  YARD: '楼院',
  BUILDING: '楼栋',
};
const START = '2020-01-01';
const OPEN = 'infinity';
const numbers = new Map<string, number>();

/** The next number under a heading, from 1. */
function next(heading: string): number {
  const number = (numbers.get(heading) ?? 0) + 1;
  numbers.set(heading, number);
  return number;
}

const digits = (number: number, length: number): string => String(number).padStart(length, '0');

/** A source of facts; one and the same for all areas of a transaction unless asked for. */
export async function aSource(
  manager: EntityManager,
  provenance = 'SURVEYED',
  code = `TEST-${provenance}`,
): Promise<number> {
  const [row] = await manager.query<{ id: number }[]>(
    `insert into data_source (code, title, provenance) values ($1, $2, $3)
     on conflict (code) do update set title = excluded.title returning id`,
    [code, `Test data ${code}`, provenance],
  );
  if (!row) throw new Error('No source was made');
  return row.id;
}

/** A way to divide a district; gives its code. */
export async function aLevelScheme(manager: EntityManager, levels: readonly LevelWish[]): Promise<string> {
  const code = `TEST-${next('scheme')}`;
  await manager.query('insert into level_scheme (code, title_zh, title_en) values ($1, $2, $2)', [code, code]);
  for (const [i, { level, parents, pattern, zh, en }] of levels.entries()) {
    await manager.query(
      `insert into level_scheme_level (scheme_code, level, rank, parent_levels, title_zh, title_en, code_pattern)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [code, level, i + 1, parents, zh, en, pattern],
    );
  }
  return code;
}

export async function aDistrict(
  manager: EntityManager,
  wishes: AreaWishes & { scheme?: string; figuresAsOf?: string; publishedAreaM2?: number } = {},
): Promise<TestArea> {
  const code = wishes.code ?? digits(900_000 + next('district'), 6);
  await manager.query(
    'insert into district_setting (district_code, scheme_code, figures_as_of, published_area_m2) values ($1, $2, $3, $4)',
    [code, wishes.scheme ?? 'YARDS_IN_GRIDS', wishes.figuresAsOf ?? null, wishes.publishedAreaM2 ?? null],
  );
  return makeArea(manager, 'DISTRICT', code, null, wishes);
}

export async function aSubdistrict(manager: EntityManager, wishes: AreaWishes = {}): Promise<TestArea> {
  const parent = wishes.in ?? (await aDistrict(manager));
  return makeArea(manager, 'SUBDISTRICT', wishes.code ?? numbered(parent.code, 3), parent, wishes);
}

export async function aCommunity(manager: EntityManager, wishes: AreaWishes = {}): Promise<TestArea> {
  const parent = wishes.in ?? (await aSubdistrict(manager));
  return makeArea(manager, 'COMMUNITY', wishes.code ?? numbered(parent.code, 3), parent, wishes);
}

export async function aGrid(manager: EntityManager, wishes: AreaWishes = {}): Promise<TestArea> {
  const parent = wishes.in ?? (await aCommunity(manager));
  return makeArea(manager, 'GRID', wishes.code ?? numbered(parent.code, 3), parent, {
    system: 'GOVERNANCE',
    ...wishes,
  });
}

export async function aBuildingGroup(manager: EntityManager, wishes: AreaWishes = {}): Promise<TestArea> {
  const parent = wishes.in ?? (await aGrid(manager));
  return makeArea(manager, 'BUILDING_GROUP', wishes.code ?? numbered(parent.code, 2), parent, wishes);
}

/** In a grid, or straight in a community. Its code is that of its community with a number, whichever grid it is in. */
export async function aYard(manager: EntityManager, wishes: AreaWishes = {}): Promise<TestArea> {
  const parent = wishes.in ?? (await aGrid(manager));
  const code = wishes.code ?? numbered(`${parent.code.slice(0, 12)}Y`, 4);
  return makeArea(manager, 'YARD', code, parent, wishes);
}

export async function aBuilding(manager: EntityManager, wishes: AreaWishes = {}): Promise<TestArea> {
  const parent = wishes.in ?? (await aYard(manager));
  return makeArea(manager, 'BUILDING', wishes.code ?? numbered(`${parent.code}B`, 3), parent, wishes);
}

/** The child belongs to the parent, from–to. */
export async function aMembership(
  manager: EntityManager,
  child: TestArea,
  parent: TestArea,
  period: { from?: string; to?: string } = {},
): Promise<void> {
  await manager.query(
    'insert into area_membership (child_id, parent_id, valid_from, valid_to) values ($1, $2, $3, $4)',
    [child.id, parent.id, period.from ?? child.from, period.to ?? child.to],
  );
}

/** From a date on the child belongs to another parent. */
export async function move(manager: EntityManager, child: TestArea, to: TestArea, on: string): Promise<void> {
  await manager.query('update area_membership set valid_to = $2 where child_id = $1 and valid_to > $2', [child.id, on]);
  await aMembership(manager, child, to, { from: on });
}

/** The area covers a box, from–to. */
export async function aBoundary(
  manager: EntityManager,
  area: TestArea,
  box: Box,
  period: { from?: string; to?: string } = {},
): Promise<void> {
  await manager.query(
    `insert into boundary (area_id, valid_from, valid_to, source_id, geom)
     values ($1, $2, $3, $4, ST_Multi(ST_MakeEnvelope($5, $6, $7, $8, 4490)))`,
    [area.id, period.from ?? area.from, period.to ?? area.to, await aSource(manager), ...box],
  );
}

function numbered(prefix: string, length: number): string {
  return prefix + digits(next(prefix), length);
}

async function makeArea(
  manager: EntityManager,
  level: AreaLevel,
  code: string,
  parent: TestArea | null,
  wishes: AreaWishes,
): Promise<TestArea> {
  const area = {
    level,
    code,
    districtCode: parent?.districtCode ?? code,
    name: wishes.name ?? `测试${LEVEL_NAMES[level]}`,
    from: wishes.from ?? parent?.from ?? START,
    to: wishes.to ?? parent?.to ?? OPEN,
  };
  const [row] = await manager.query<{ id: number }[]>(
    `insert into area (district_code, level, code, name, name_en, valid_from, valid_to, source_id, grid_system,
       household_count, built_year, floor_count, address)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id`,
    [
      area.districtCode,
      level,
      code,
      area.name,
      wishes.nameEn ?? null,
      area.from,
      area.to,
      await aSource(manager),
      wishes.system ?? null,
      wishes.households ?? null,
      wishes.builtYear ?? null,
      wishes.floors ?? null,
      wishes.address ?? null,
    ],
  );
  if (!row) throw new Error(`Area ${code} was not made`);
  const made = { id: row.id, ...area };
  if (parent) await aMembership(manager, made, parent);
  if (wishes.ground) await aBoundary(manager, made, wishes.ground);
  return made;
}
