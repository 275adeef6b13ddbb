import { describe, expect, it } from 'vitest';
import { isDate } from '../../geodata/check.ts';
import { readArguments } from '../../geodata/demo.ts';

describe('geodata:demo', () => {
  it('loads one district of the usual seed unless told otherwise', () => {
    expect(readArguments([])).toEqual({ boundaries: null, scale: 1, seed: null, replace: false });
  });

  it('takes a boundary file, a number of districts, a seed and leave to replace', () => {
    expect(readArguments(['--boundaries', 'a.geojson', '--scale', '3', '--seed', '7', '--replace'])).toEqual({
      boundaries: 'a.geojson',
      scale: 3,
      seed: 7,
      replace: true,
    });
  });

  it.each([
    ['--scale', '0'],
    ['--scale', 'many'],
    ['--seed', '-1.5'],
  ])('refuses %s %s', (name, value) => {
    expect(() => readArguments([`${name}=${value}`])).toThrow(/say a whole number/);
  });
});

describe('geodata:check', () => {
  it('takes real dates only', () => {
    expect(['2025-12-31', '2025-02-30', '2025-2-3', 'today'].map(isDate)).toEqual([true, false, false, false]);
  });
});
