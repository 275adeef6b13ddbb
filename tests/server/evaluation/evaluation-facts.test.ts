import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { describe, expect, test } from 'vitest';
import { FACTS, type FactsRow } from '../../../server/evaluation/evaluation-rows.ts';
import { COUNTS, type Counts } from '../../../server/evaluation/indicators.ts';
import type { EvaluationUnit } from '../../../server/evaluation/evaluation.types.ts';
import { aSource } from '../../support/factories.ts';
import { viewerOf } from '../../support/post-factories.ts';
import { inTransaction } from '../../support/test-database.ts';
import { naiveCounts } from './naive-count.ts';
import { aTown, someCases, type CaseWish, type Town } from './some-cases.ts';

const minute = fc.integer({ min: -3 * 1440, max: 12 * 1440 });
/** Around the first days of March, to the minute. */
const instant = minute.map((after) => new Date(Date.parse('2025-03-01T00:00:00+08:00') + after * 60_000));
const someCase: fc.Arbitrary<CaseWish> = fc
  .record({
    community: fc.integer({ min: 0, max: 3 }),
    department: fc.option(fc.integer({ min: 0, max: 1 })),
    reportedAt: instant,
    dueAt: fc.option(instant, { freq: 4 }),
    closedAt: fc.option(instant),
    suspendedAt: fc.option(instant),
    ended: fc.boolean(),
    reworks: fc.integer({ min: 0, max: 4 }),
    secondDispatches: fc.integer({ min: 0, max: 2 }),
    recurs: fc.boolean(),
    tie: fc.boolean(),
  })
  .map(({ tie, ...wish }) => {
    const closedAt = tie && wish.dueAt ? wish.dueAt : wish.closedAt;
    return {
      ...wish,
      closedAt,
      ended: wish.ended && closedAt === null,
      suspendedAt: closedAt ? null : wish.suspendedAt,
      onTime: closedAt && wish.dueAt ? closedAt <= wish.dueAt : null,
    };
  });
const period = fc
  .tuple(fc.integer({ min: -2, max: 9 }), fc.integer({ min: 0, max: 6 }), instant)
  .map(([first, length, seenAt]) => ({ from: day(first), to: day(first + length), seenAt }));

function day(number: number): string {
  return new Date(Date.parse('2025-03-01T00:00:00Z') + number * 86_400_000).toISOString().slice(0, 10);
}

const sum = (all: readonly Counts[]): Counts =>
  Object.fromEntries(COUNTS.map((count) => [count, all.reduce((so, each) => so + each[count], 0)])) as Counts;

const unitsOf = (town: Town, unit: EvaluationUnit): readonly string[] =>
  unit === 'DEPARTMENT'
    ? town.departments
    : (unit === 'COMMUNITY' ? town.communities : town.subdistricts).map(({ code }) => code);

function unitOf(town: Town, unit: EvaluationUnit, wish: CaseWish): string | null {
  if (unit === 'DEPARTMENT') return wish.department === null ? null : (town.departments[wish.department] ?? null);
  const community = town.communities[wish.community]?.code ?? '';
  return unit === 'COMMUNITY' ? community : community.slice(0, 9);
}

const PROVENANCES = ['IMPORTED', 'SURVEYED', 'SYNTHETIC'];

async function setProvenances(manager: EntityManager, ids: readonly number[]): Promise<void> {
  const sources: number[] = [];
  for (const provenance of PROVENANCES) sources.push(await aSource(manager, provenance));
  await manager.query(
    'update issue i set source_id = u.source from unnest($1::int[], $2::int[]) u (id, source) where i.id = u.id',
    [ids, ids.map((_, i) => sources[i % 3])],
  );
}

const isCounted = ({ reported, due, closed }: ReturnType<typeof naiveCounts>): boolean => reported + due + closed > 0;

describe('Cases of a period', () => {
  test('are counted for every unit as a loop over them counts', async () => {
    await inTransaction(async ({ manager, as }) => {
      const town = await aTown(manager);
      const session = as(await viewerOf(manager, 'SUBDISTRICT_OFFICIAL', { of: town.subdistricts[1] }));
      await manager.query('savepoint sequence');
      await fc.assert(
        fc.asyncProperty(
          fc.array(someCase, { maxLength: 25 }),
          period,
          fc.constantFrom<EvaluationUnit>('SUBDISTRICT', 'COMMUNITY', 'DEPARTMENT'),
          fc.option(fc.integer({ min: 0, max: 1 })),
          async (wishes, asked, unit, place) => {
            await manager.query('rollback to savepoint sequence');
            const ids = await someCases(manager, town, wishes);
            const within = place === null ? town.district.code : (town.subdistricts[place]?.code ?? '');
            const rows = await session.query<FactsRow>(
              `select ${FACTS} from evaluation_facts($1, $2::date, $3::date, $4, $5)`,
              [within, asked.from, asked.to, unit, asked.seenAt],
            );
            const inside = wishes
              .map((wish, i) => ({ ...wish, wish, first: i === 0 }))
              .filter((wish) => place === null || Math.floor(wish.community / 2) === place);
            const units = rows.filter(({ kind }) => kind === 'UNIT');
            const rest = rows.find(({ kind }) => kind === 'NO_UNIT')?.counts ?? sum([]);
            for (const row of units) {
              const mine = inside.filter((wish) => unitOf(town, unit, wish) === row.unitCode);
              expect(row.counts).toEqual(naiveCounts(mine, asked));
            }
            const expected = unitsOf(town, unit).filter((code) => unit === 'DEPARTMENT' || code.startsWith(within));
            expect(units.map(({ unitCode }) => unitCode)).toEqual([...expected].sort());
            expect(rest).toEqual(
              naiveCounts(
                inside.filter((wish) => unitOf(town, unit, wish) === null),
                asked,
              ),
            );
            const total = rows.find(({ kind }) => kind === 'TOTAL')?.counts;
            expect(total).toEqual(naiveCounts(inside, asked));
            expect(sum([...units.map(({ counts }) => counts), rest])).toEqual(total);
            // One case in three from each kind of source: those that occur are those of the cases that count.
            const counting = inside.filter((wish) => isCounted(naiveCounts([wish], asked)));
            await setProvenances(manager, ids);
            const [based] = await session.query<{ provenances: string[] }>(
              `select evaluation_provenances($1, $2::date, $3::date, $4) as provenances`,
              [within, asked.from, asked.to, asked.seenAt],
            );
            const occurring = new Set(counting.map((wish) => PROVENANCES[wishes.indexOf(wish.wish) % 3]));
            expect(based?.provenances).toEqual([...occurring].sort());
          },
        ),
        { numRuns: 40 },
      );
    });
  });

  test('are shown to nobody, to administrators and to posts of other districts not even as numbers or provenances', async () => {
    await inTransaction(async ({ manager, as }) => {
      const town = await aTown(manager);
      const [wish] = fc.sample(someCase, { seed: 7, numRuns: 1 });
      if (!wish) throw new Error('no case to look for');
      const march = new Date('2025-03-10T00:00:00+08:00');
      await someCases(manager, town, [{ ...wish, ended: false, reportedAt: march }]);
      const seen = async (viewer: Parameters<typeof as>[0]): Promise<[rows: number, provenances: number]> => {
        const session = as(viewer);
        const facts = await session.query(
          `select * from evaluation_facts($1, '2025-03-01', '2025-03-31', 'SUBDISTRICT', now())`,
          [town.district.code],
        );
        const [based] = await session.query<{ provenances: string[] }>(
          `select evaluation_provenances($1, '2025-03-01', '2025-03-31', now()) as provenances`,
          [town.district.code],
        );
        return [facts.length, based?.provenances.length ?? -1];
      };
      expect(await seen(null)).toEqual([0, 0]);
      expect(await seen(await viewerOf(manager, 'ADMINISTRATOR', { of: town.district }))).toEqual([0, 0]);
      expect(await seen(await viewerOf(manager, 'DISTRICT_PLANNER'))).toEqual([0, 0]);
      expect(await seen(await viewerOf(manager, 'DASHBOARD', { of: town.district }))).toEqual([3, 1]);
    });
  });
});
