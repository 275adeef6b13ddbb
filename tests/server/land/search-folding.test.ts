import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EntityManager } from 'typeorm';
import { READINGS_FILE, readingsOf, readingsSql } from '../../../geodata/readings.ts';
import { inTransaction } from '../../support/test-database.ts';

const RUNS = { numRuns: 10 };

/** Characters that are read in one way and in several, numbers, letters, and what is left out. */
const SIGNS = [...'浙江路号楼院崂潍胶绿女重长乐行儿嗯堃龍一二十百零〇0179azNﾊÉ（）·-#／ '];

const aName = fc
  .array(fc.constantFrom(...SIGNS), { minLength: 2, maxLength: 9 })
  .map((signs) => signs.join('').trim())
  .filter((name) => (name.match(/[\p{L}\p{N}]/gu) ?? []).length >= 2);

const fullWidth = (text: string): string =>
  [...text]
    .map((sign) => (/[!-~]/.test(sign) ? String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0) : sign))
    .join('');

/** Every character as it is read, in one of its ways. */
const read = (name: string, way: number, shorten: (reading: string) => string): string =>
  [...name]
    .map((sign) => {
      const readings = readingsOf(sign);
      return readings.length === 0 ? sign : shorten(readings[way % readings.length] ?? '');
    })
    .join('');

/** Those of the texts that do not find their name. */
async function notFound(
  manager: EntityManager,
  asked: readonly (readonly [name: string, text: string])[],
): Promise<unknown[]> {
  await manager.query('delete from search_key');
  await manager.query('select learn_names($1::text[])', [asked.map(([name]) => name)]);
  return manager.query(
    `select u.name, u.asked from unnest($1::text[], $2::text[]) u(name, asked)
     where not exists (
       select from search_key k, search_wishes(u.asked) w
       where k.name = u.name collate "C" and string_to_array(k.pairs, ',') @> w.needed
         and search_quality(k.folded, k.spelled, w.wanted, w.as_read, w.as_initials) is not null)`,
    [asked.map(([name]) => name), asked.map(([, text]) => text)],
  );
}

describe('folding', () => {
  test('what is folded is folded; what is counted is counted', () =>
    inTransaction(({ manager }) =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), aName), {
            minLength: 20,
            maxLength: 60,
          }),
          async (texts) => {
            const changed = await manager.query(
              `select u.said from unnest($1::text[]) u(said), search_fold(said) folded, search_counted(folded) counted
               where search_fold(folded) <> folded or search_counted(counted) <> counted or search_fold(counted) <> counted`,
              [texts.map((text) => text.replaceAll('\0', ''))],
            );
            expect(changed).toEqual([]);
          },
        ),
        RUNS,
      ),
    ));

  test.each([
    ['ＡＢ１２', 'ab12'],
    [' 浙江路\u3000７ 号－（甲） ', '浙江路7号甲'],
    ['7#楼', '7号楼'],
    ['Zhèjiāng Lù', 'zhejianglu'],
    ['Xi’an', 'xian'],
    ['50%_', '50%'],
    ['\\', '\\'],
    ['·-／', ''],
  ])('%s is %s', (said, folded) =>
    inTransaction(async ({ manager }) => {
      expect(await manager.query('select search_fold($1) as folded', [said])).toEqual([{ folded }]);
    }),
  );

  test.each([
    ['第十二网格', '第12网格'],
    ['十号', '10号'],
    ['二十', '20'],
    ['一百零二号', '102号'],
    ['三千零五十', '3050'],
    ['二〇二三', '2023'],
    ['八大关', '8大关'],
    ['一一一一一一一一一一', '一一一一一一一一一一'],
  ])('%s is counted as %s', (folded, counted) =>
    inTransaction(async ({ manager }) => {
      expect(await manager.query('select search_counted($1) as counted', [folded])).toEqual([{ counted }]);
    }),
  );

  test('every name is found by itself, in full width, with blanks put in, by any of its readings and by initials', () =>
    inTransaction(({ manager }) =>
      fc.assert(
        fc.asyncProperty(fc.array(aName, { minLength: 10, maxLength: 25 }), fc.nat(3), async (names, way) => {
          const asked = names.flatMap((name) =>
            [
              name,
              fullWidth(name),
              [...name].join(' '),
              read(name, way, (reading) => reading),
              read(name, way, (reading) => ` ${reading}`),
              read(name, way, (reading) => reading.slice(0, 1)),
              read(name, way, (reading) => (reading.length % 2 ? reading : reading.slice(0, 1))),
            ].map((text) => [name, text] as const),
          );
          expect(await notFound(manager, asked)).toEqual([]);
        }),
        RUNS,
      ),
    ));

  test('a long text costs little, whatever it holds', () =>
    inTransaction(async ({ manager }) => {
      const name = '浙江路'.repeat(150);
      const texts = [
        'zj'.repeat(50),
        'zhejianglu'.repeat(10),
        '('.repeat(100),
        '[a-'.repeat(33),
        '\ufdfa'.repeat(100),
        '%'.repeat(100),
      ];
      const missed = await notFound(
        manager,
        texts.map((text) => [name, text] as const),
      );
      expect(missed).toHaveLength(5);
    }));
});

test('the readings of the migration are those of the package they are made from', () => {
  const sql = readFileSync(READINGS_FILE, 'utf8');
  expect(sql.includes(`\n${readingsSql()}\n-- readings end\n`)).toBe(true);
  expect(readingsOf('崂')).toEqual(['lao']);
  expect(readingsOf('绿')).toEqual(['lv', 'lu']);
  expect(readingsOf('A')).toEqual([]);
});
