import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OwnNames } from '../../../../server/kernel/http/reach.ts';
import { isOwnPage, ownPath } from '../../../../server/kernel/access/same-origin.ts';
import { TokenBuckets } from '../../../../server/kernel/access/token-bucket.ts';

describe('Where to go after signing in', () => {
  test('is a path of this server', () => {
    expect(ownPath('/?place=370202#x')).toBe('/?place=370202#x');
    expect(ownPath('/a/../b')).toBe('/b');
    for (const path of [
      undefined,
      '',
      'a',
      '//e.example',
      '/\\e.example',
      '/\t/e.example',
      '/..//e.example',
      'https://e.example',
      '/'.repeat(3000),
    ])
      expect(ownPath(path), String(path)).toBe('/');
  });

  test('stays on this server, whatever is given', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '//',
      'e.example',
      '..',
      '.',
      '@',
      ':',
      '\t',
      '\n',
      '%2f',
      '?',
      '#',
      ' ',
      'https:',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const address = new URL(ownPath(pieces.join('')), 'https://atlas.example/sign-in');
        expect(address.origin).toBe('https://atlas.example');
      }),
    );
  });
});

describe('A page of this server', () => {
  const names = new OwnNames({ host: 'localhost', publicUrl: null, allowedHosts: [] });
  test.each([
    [{}, true],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://atlas.example' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ origin: 'https://atlas.example' }, true],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://other.atlas.example' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere.example' }, false],
    [{ origin: 'null' }, false],
    [{ origin: 'https://atlas.example:8443' }, false],
  ])('is told by its headers: %j', (headers, own) => {
    expect(isOwnPage({ headers, host: 'atlas.example' }, names)).toBe(own);
  });
});

describe('A bucket', () => {
  test('never lets more through than it holds and gains, and always what it has', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 200 }),
        (perMinute, pauses) => {
          let now = 0;
          const buckets = new TokenBuckets<string>(() => now);
          let taken = 0;
          for (const pause of pauses) {
            now += pause;
            const turn = buckets.take('a', perMinute);
            if (turn.ok) taken += 1;
            else {
              expect(turn.retryAfterSeconds).toBeGreaterThan(0);
              const later = new TokenBuckets<string>(() => now);
              expect(later.take('b', perMinute).ok).toBe(true);
            }
            expect(taken).toBeLessThanOrEqual(perMinute + (now / 60_000) * perMinute + 1e-6);
          }
        },
      ),
    );
  });

  test('is each key’s own, is full again after a minute, and forgets the oldest keys', () => {
    let now = 0;
    const buckets = new TokenBuckets<number>(() => now, 2);
    expect([1, 1, 1].map((key) => buckets.take(key, 2).ok)).toEqual([true, true, false]);
    expect(buckets.take(2, 2).ok).toBe(true);
    now = 60_000;
    expect([1, 1, 1].map((key) => buckets.take(key, 2).ok)).toEqual([true, true, false]);
    buckets.take(3, 2);
    buckets.take(4, 2);
    expect(buckets.take(1, 2).ok).toBe(true);
  });
});
