import { describe, expect, it } from 'vitest';
import {
  decideMatch,
  doubtWhatIsSaidTwice,
  MAX_CANDIDATES,
  type MatchCandidate,
} from '../../../server/land/matching/decide-match.ts';

const known = (code: string, of: Partial<MatchCandidate> = {}): MatchCandidate => ({
  code,
  name: code,
  nameAgrees: true,
  parentAgrees: null,
  distanceM: null,
  ...of,
});
const doubt = (...candidates: MatchCandidate[]): unknown => {
  const match = decideMatch(candidates);
  return match.outcome === 'DOUBTFUL' ? [match.reason, ...match.candidates.map(({ code }) => code)] : match.outcome;
};

describe('A row without a code is surely about', () => {
  it('the one that has its name and lies in its place', () => {
    const elsewhere = known('B', { distanceM: 900 });
    expect(decideMatch([elsewhere, known('A', { distanceM: 3 })])).toEqual({ outcome: 'SURE', code: 'A' });
  });

  it('the only one of its name in what it names as its parent, where it has no place', () => {
    const other = known('B', { parentAgrees: false });
    expect(decideMatch([known('A', { parentAgrees: true }), other])).toEqual({ outcome: 'SURE', code: 'A' });
  });

  it('none that another row is surely about as well', () => {
    const candidates = [known('A', { parentAgrees: true })];
    const match = decideMatch(candidates);
    const judged = doubtWhatIsSaidTwice(new Map([2, 3].map((row) => [row, match])), () => candidates);
    expect([...judged.values()].map((one) => one.outcome === 'DOUBTFUL' && one.reason)).toEqual([
      'SAID_TWICE',
      'SAID_TWICE',
    ]);
  });
});

describe('A person decides', () => {
  it('where only the name agrees, or only the place', () => {
    expect(doubt(known('A'))).toEqual(['NAME_ONLY', 'A']);
    expect(doubt(known('A', { nameAgrees: false, distanceM: 0 }))).toEqual(['PLACE_ONLY', 'A']);
    expect(doubt(known('A', { distanceM: 700 }))).toEqual(['FAR_AWAY', 'A']);
  });

  it('where several have the name, the nearest first', () => {
    const twins = [known('B', { distanceM: 40 }), known('A', { distanceM: 8 })];
    expect(doubt(...twins)).toEqual(['SEVERAL', 'A', 'B']);
    expect(doubt(known('A', { parentAgrees: true }), known('B', { parentAgrees: true }))).toEqual([
      'SEVERAL',
      'A',
      'B',
    ]);
  });

  it('where another name stands in the place of the row, and the name elsewhere', () => {
    const here = known('B', { nameAgrees: false, distanceM: 2 });
    expect(doubt(known('A', { parentAgrees: true, distanceM: 300 }), here)).toEqual(['FAR_AWAY', 'A', 'B']);
  });

  it('among so many and no more', () => {
    const many = Array.from({ length: 20 }, (_, i) => known(`A${i}`));
    expect(doubt(...many)).toHaveLength(1 + MAX_CANDIDATES);
  });
});

it('A row is new where nothing has its name in its parent, or lies in its place', () => {
  expect(decideMatch([])).toEqual({ outcome: 'NEW' });
  expect(decideMatch([known('A', { parentAgrees: false, distanceM: 0 })])).toEqual({ outcome: 'NEW' });
  expect(decideMatch([known('A', { nameAgrees: false, distanceM: 51 })])).toEqual({ outcome: 'NEW' });
});
