import { describe, expect, it } from 'vitest';
import { ask } from '../../support/ask.ts';
import { inDemoSession } from '../../support/test-database.ts';

const QUERY = `query ($code: String!) { areaEver(code: $code) { code asOf validTo successors { succeededOn kind area { code } } } }`;

interface Found {
  areaEver: {
    code: string;
    asOf: string;
    validTo: string | null;
    successors: { succeededOn: string; kind: string; area: { code: string } }[];
  } | null;
}

describe('An area that is asked for without a date', () => {
  it('that was merged is found on its last day, with what it was merged into', () =>
    inDemoSession(async (session) => {
      const ended = await session.query<{ code: string; last: string; day: string; next: string }>(`
        select o.code, (o.valid_to - 1)::text as last, o.valid_to::text as day, n.code as next
        from area o join area_succession s on s.predecessor_id = o.id join area n on n.id = s.successor_id
        where o.level = 'GRID'`);
      // The mergers of 2024 and 2025, of which 349 grids are left.
      expect(ended).toHaveLength(63);
      for (const { code, last, day, next } of ended.slice(0, 3)) {
        const { areaEver } = await ask<Found>(session, QUERY, { code });
        expect(areaEver).toEqual({
          ...{ code, asOf: last, validTo: day },
          successors: [{ succeededOn: day, kind: 'MERGED', area: { code: next } }],
        });
      }
    }));

  it('that stands is found today, and one that never was is not', () =>
    inDemoSession(async (session) => {
      const { areaEver } = await ask<Found>(session, QUERY, { code: '370202007' });
      expect(areaEver).toMatchObject({ code: '370202007', validTo: null, successors: [] });
      expect(areaEver?.asOf).toBe(new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date()));
      expect(await ask<Found>(session, QUERY, { code: '370202999' })).toEqual({ areaEver: null });
    }));
});
