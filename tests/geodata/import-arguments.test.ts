import { describe, expect, test } from 'vitest';
import { readImportArguments } from '../../geodata/import-arguments.ts';
import { UsageError } from '../../server/kernel/command-line.ts';

const read = (...args: string[]) => readImportArguments(args, '2026-01-02');

describe('The command line of an import', () => {
  test('takes a file, and shows before it writes', () => {
    expect(read('a.geojson')).toMatchObject({
      files: ['a.geojson'],
      layer: null,
      asOf: '2026-01-02',
      complete: false,
      crs: null,
      dryRun: false,
      yes: false,
      accept: [],
    });
  });

  test('takes everything that can be said of a file', () => {
    expect(
      read(
        'a.csv',
        '--layer',
        'yards',
        '--as-of',
        '2025-01-01',
        '--crs',
        'gcj02',
        '--insist',
        '--encoding',
        'gb18030',
        '--provenance',
        'surveyed',
        '--accept',
        'overlap,gap',
        '--yes',
      ),
    ).toMatchObject({
      layer: { key: 'yards' },
      asOf: '2025-01-01',
      crs: { name: 'GCJ-02' },
      insist: true,
      encoding: 'GB18030',
      provenance: 'SURVEYED',
      accept: ['OVERLAP', 'GAP'],
      yes: true,
    });
    expect(read('a.csv', '--complete').complete).toBe(true);
    expect(read('a.csv', '--complete-within', '370202001,370202002').complete).toEqual(['370202001', '370202002']);
  });

  test('needs no file to list imports or to undo one', () => {
    expect(read('--list').list).toBe(true);
    expect(read('--undo', 'key').undo).toBe('key');
  });

  test.each([
    [[], 'Say which file'],
    [['a', '--layer', 'houses'], 'say one of districts'],
    [['a', '--as-of', '2025-02-30'], 'say a date'],
    [['a', '--as-of', '9999-12-31'], 'up to'],
    [['a', '--crs', 'EPSG:2154'], 'Say EPSG:4490'],
    [['a', '--encoding', 'latin1'], 'UTF-8 or GB18030'],
    [['a', '--provenance', 'guessed'], 'SYNTHETIC'],
    [['a', '--colour'], '--colour'],
  ])('%j is refused in a sentence', (args, sentence) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(sentence);
  });
});
