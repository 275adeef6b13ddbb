import { beforeAll, describe, expect, it } from 'vitest';
import { demoDatabase, inDemoSession } from '../support/test-database.ts';

/** The demo district at the ends of three years, as plain statements against the tables. */
const YEAR_ENDS = ['2023-12-31', '2024-12-31', '2025-12-31'] as const;

// Loading it takes longer than a test may.
beforeAll(async () => void (await demoDatabase()));

async function one<Row>(sql: string, params: readonly unknown[] = []): Promise<Row> {
  const [row] = await inDemoSession((session) => session.query<Row>(sql, params));
  if (!row) throw new Error('No row');
  return row;
}

async function levelsAt(date: string): Promise<Record<string, number>> {
  const { levels } = await one<{ levels: Record<string, number> }>(
    `select json_object_agg(level, count) as levels from (
       select level, count(distinct area_id)::int as count from area_path where valid_from <= $1 and $1 < valid_to group by 1) l`,
    [date],
  );
  return levels;
}

async function coverageAt(date: string, where: string) {
  return one<Record<string, number>>(
    `select count(*)::int as grids,
       count(*) filter (where owners_committee_state = 'COVERED')::int as committee,
       count(*) filter (where owners_committee_state = 'UNCOVERED')::int as "noCommittee",
       count(*) filter (where property_service_state = 'COVERED')::int as service,
       count(*) filter (where property_service_state = 'UNCOVERED')::int as "noService",
       count(*) filter (where property_service_state = 'UNKNOWN')::int as "serviceUnknown"
     from grid_coverage($1, '370202') where ${where}`,
    [date],
  );
}

const committeesAt = (date: string) =>
  one<{ count: number; covering: number; towers: number }>(
    `select (select count(*)::int from building_party_committee where established_on <= $1 and $1 < dissolved_on) as count,
       count(distinct committee_id)::int as covering, count(distinct office_building_id)::int as towers
     from building_party_committee_building where valid_from <= $1 and $1 < valid_to`,
    [date],
  );

const openAt = (date: string) =>
  one<{ count: number }>(`select count(*)::int as count from issue where reported_on <= $1 and $1 < closed_on`, [date]);

describe('the demo district at the end of 2025', () => {
  it('has 11 subdistricts, 50 communities, 349 grids and 1418 yards', async () => {
    expect(await levelsAt('2025-12-31')).toMatchObject({
      DISTRICT: 1,
      SUBDISTRICT: 11,
      COMMUNITY: 50,
      GRID: 349,
      YARD: 1418,
    });
  });

  it('has around 8,000 buildings', async () => {
    const { BUILDING } = await levelsAt('2025-12-31');
    expect(BUILDING).toBeGreaterThan(7_500);
    expect(BUILDING).toBeLessThan(8_500);
  });

  it('covers 30.01 square kilometres', async () => {
    const { area } = await one<{ area: number }>(
      `select area_m2 as area from boundary b join area a on a.id = b.area_id where a.code = '370202'`,
    );
    expect(area / 1e6).toBeCloseTo(30.01, 2);
  });

  it('has 42 building Party committees, some of them with several towers', async () => {
    const { count, covering, towers } = await committeesAt('2025-12-31');
    expect({ count, covering }).toEqual({ count: 42, covering: 42 });
    expect(towers).toBeGreaterThan(60);
  });

  it('has committees in 258 and property service in 219 of the 260 grids renewed in five years', async () => {
    expect(await coverageAt('2025-12-31', 'renewed_within_five_years')).toEqual({
      grids: 260,
      committee: 258,
      noCommittee: 2,
      service: 219,
      noService: 41,
      serviceUnknown: 0,
    });
  });

  it('knows nothing of property service in the other 89 grids, and of committees only in some', async () => {
    const others = await coverageAt('2025-12-31', 'not renewed_within_five_years');
    expect(others).toMatchObject({
      grids: 89,
      service: 0,
      noService: 0,
      serviceUnknown: 89,
      committee: 31,
      noCommittee: 9,
    });
  });

  it('planned 11 renewal projects with 70 buildings and 2350 households', async () => {
    expect(
      await one(`select count(*)::int as projects, sum(building_count)::int as buildings, sum(household_count)::int as households
                 from renewal_project where plan_year = 2025`),
    ).toEqual({ projects: 11, buildings: 70, households: 2350 });
  });

  it('has some 600 open issues of about 5,000', async () => {
    const { count } = await one<{ count: number }>(
      `select count(*)::int as count from issue where reported_on <= '2025-12-31'`,
    );
    expect(count).toBe(5000);
    const open = (await openAt('2025-12-31')).count;
    expect(Math.abs(open - 600)).toBeLessThan(40);
  });

  it('has more issues for a building in the old town than elsewhere', async () => {
    const { old, rest } = await one<{ old: number; rest: number }>(
      `select (avg(n) filter (where district in ('002', '004', '005', '007')))::float8 as old,
         (avg(n) filter (where district not in ('002', '004', '005', '007')))::float8 as rest
       from (select substr(a.code, 7, 3) as district, count(i.id) as n
             from area a left join issue i on i.area_id = a.id where a.level = 'BUILDING' group by a.id) b`,
    );
    expect(old).toBeGreaterThan(1.5 * rest);
  });
});

describe('the demo district over the years', () => {
  it('merges its grids: 412, 381, 349', async () => {
    const grids = await Promise.all(YEAR_ENDS.map(async (date) => (await levelsAt(date)).GRID));
    expect(grids).toEqual([412, 381, 349]);
  });

  it('keeps every yard in exactly one grid', async () => {
    for (const date of YEAR_ENDS) {
      expect(
        await one(
          `select count(*)::int as memberships, count(distinct m.child_id)::int as yards
           from area_membership m join area g on g.id = m.parent_id and g.level = 'GRID'
           where m.valid_from <= $1 and $1 < m.valid_to`,
          [date],
        ),
      ).toEqual({ memberships: 1418, yards: 1418 });
    }
  });

  it('gains committees, services and Party committees from year to year', async () => {
    const states = await Promise.all(
      YEAR_ENDS.map(async (date) => {
        const { committee, service } = await coverageAt(date, 'true');
        return [committee, service, (await committeesAt(date)).count, (await openAt(date)).count];
      }),
    );
    for (const [i, state] of states.entries()) {
      const before = states[i - 1];
      if (before) expect(state.every((value, j) => Number(value) > Number(before[j]))).toBe(true);
    }
  });

  it('renewed 60 places by the plan of 2023, 57 of them within the year', async () => {
    expect(
      await one(`select count(*)::int as projects, count(*) filter (where completed_on <= '2023-12-31')::int as completed
                 from renewal_project where plan_year = 2023`),
    ).toEqual({ projects: 60, completed: 57 });
  });

  it('counts the buildings of a renewal project in its yards', async () => {
    expect(
      await one(`select count(*)::int as wrong from (
        select r.id from renewal_project r join renewal_project_yard y on y.project_id = r.id
        join area_membership m on m.parent_id = y.area_id group by r.id having r.building_count <> count(*)) w`),
    ).toEqual({ wrong: 0 });
  });

  it('has services of every status and companies that took over from others', async () => {
    const { statuses } = await one<{ statuses: string[] }>(
      `select array_agg(distinct property_service_status(valid_from, trial_ends_on, valid_to, '2025-12-31')) as statuses
       from property_service`,
    );
    expect(statuses.sort()).toEqual(['ACTIVE', 'ENDED', 'PLANNED', 'TRIAL']);
    const { changes } = await one<{ changes: number }>(
      `select count(*)::int as changes from property_service_area a
       join property_service s on s.id = a.service_id
       join property_service_area b on b.area_id = a.area_id and b.valid_from = a.valid_to
       join property_service t on t.id = b.service_id and t.company_id <> s.company_id`,
    );
    expect(changes).toBeGreaterThan(5);
  });

  it('moves at least one tower from one Party committee to another', async () => {
    const { moved } = await one<{ moved: number }>(
      `select count(*)::int as moved from building_party_committee_building a
       join building_party_committee_building b on b.office_building_id = a.office_building_id
         and b.valid_from = a.valid_to and b.committee_id <> a.committee_id`,
    );
    expect(moved).toBeGreaterThan(0);
  });
});
