import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exchangeLayers } from '../../../../server/exchange/layers.ts';
import { guessMapping } from '../../../../server/exchange/imports/mapping.ts';
import { PersonalDataWatch } from '../../../../server/exchange/imports/personal-data.ts';
import { readDate } from '../../../../server/exchange/imports/instants.ts';
import { readAttributes } from '../../../../server/exchange/imports/values.ts';
import { isIdentityNumber } from '../../../../server/kernel/access/screening.ts';

describe('A date', () => {
  test.each([
    '2025-01-31',
    '2025/1/31',
    '2025.1.31',
    '2025年1月31日',
    '20250131',
    '2025-01-31T08:30:00',
    '2025-01-31 08:30',
  ])('written %s is understood', (text) => {
    expect(readDate(text)).toBe('2025-01-31');
  });
  test.each([
    ['2025-12-30T16:00:00Z', '2025-12-31'],
    ['2025-12-30 16:00:00+00', '2025-12-31'],
    ['2025-12-30 16:00 UTC', '2025-12-31'],
    ['2025-12-30T23:30:00-05:00', '2025-12-31'],
    ['2025-12-31T00:00:00+08:00', '2025-12-31'],
    ['20251230T160000Z', '2025-12-31'],
  ])('in another zone, %s, is a day in China', (text, day) => {
    expect(readDate(text)).toBe(day);
  });
  test('is not told by a span of hours', () => expect(readDate('2025-12-30 08:30-17:00')).toBeNull());
  test.each(['31.1.2025', '2025-02-30', '2025-13-01', 'soon', '2025', ''])('written "%s" is not', (text) => {
    expect(readDate(text)).toBeNull();
  });
  test('of any day comes back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        (date) => {
          const day = date.toISOString().slice(0, 10);
          expect(readDate(day)).toBe(day);
          expect(readDate(day.replaceAll('-', ''))).toBe(day);
        },
      ),
    );
  });
});

describe('Headings', () => {
  test.each(exchangeLayers)('that $key go out with are all understood when they come in', ({ fields }) => {
    const incoming = fields.filter(({ outOnly }) => !outOnly);
    for (const headings of [
      incoming.map(({ name }) => name),
      incoming.map(({ dbf }) => dbf),
      incoming.map(({ title }) => title.zh),
    ]) {
      const { mapping, unused } = guessMapping(headings, fields);
      expect(mapping).toEqual(Object.fromEntries(incoming.map(({ name }, i) => [name, headings[i]])));
      expect(unused).toEqual([]);
    }
  });

  test('are taken once each, whatever a file calls its columns', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...exchangeLayers),
        fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 20 }),
        ({ fields }, headings) => {
          const { mapping } = guessMapping(headings, fields);
          const taken = Object.values(mapping);
          expect(new Set(taken).size).toBe(taken.length);
          expect(taken.every((heading) => headings.includes(heading))).toBe(true);
        },
      ),
    );
  });
});

describe('A value', () => {
  test('of any kind is read or refused, and counts of 1 to 9 people are never kept', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.integer({ min: -20, max: 20 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...exchangeLayers), value, ({ fields }, given) => {
        const incoming = fields.filter(({ outOnly }) => !outOnly);
        const mapping = Object.fromEntries(incoming.map(({ name }) => [name, name]));
        const attributes = Object.fromEntries(incoming.map(({ name }) => [name, given]));
        const read = readAttributes({ row: 1, attributes, geometry: null, faults: [] }, mapping, fields);
        for (const { name, type } of incoming) {
          const kept = read.attributes[name];
          if (type === 'people' && kept !== undefined && kept !== null)
            expect(kept === 0 || Number(kept) >= 10).toBe(true);
        }
      }),
    );
  });
});

describe('An identity number', () => {
  // The example of GB 11643-1999 and one digit off.
  test('is told by its check character', () => {
    expect(isIdentityNumber('11010519491231002X')).toBe(true);
    expect(isIdentityNumber('110105194912310021')).toBe(false);
  });

  test('is found wherever it stands, and what merely has digits is not', () => {
    const watch = new PersonalDataWatch();
    watch.look({ row: 1, attributes: { 备注: '见11010519491231002X', 面积: 123456.5, 代码: '370202001001Y0001' } });
    expect(watch.columns.map(({ heading }) => heading)).toEqual(['备注']);
  });
});

describe('A column about persons', () => {
  const found = (...rows: readonly Record<string, string | number | null>[]): string[] => {
    const watch = new PersonalDataWatch();
    rows.forEach((attributes, i) => watch.look({ row: i + 2, attributes }));
    return watch.columns.map(({ heading }) => heading);
  };

  test.each([
    '来电人',
    '经办人',
    '书记',
    '社区书记',
    '网格长',
    '联系人',
    '负责人',
    '户主',
    '楼长',
    '居委会主任',
    '举报人',
    '楼栋长',
    '接线员',
    'Contact Person',
    'lxr',
    '法人',
  ])('is told by its heading %s', (heading) => expect(found({ [heading]: '王试验' })).toEqual([heading]));

  test.each([
    ['网格长度', '35'],
    ['法人单位', '某公司'],
    ['老年人', '120'],
    ['党员', '35'],
    ['网格员', 3],
    ['承办人', '市南区城管局'],
    ['党员人数', '35'],
  ])('is not told by %s over %s', (heading, value) => expect(found({ [heading]: value })).toEqual([]));

  test.each([
    ['Shape_Area', 1234.13912345678],
    ['面积', '1234.13912345678'],
    ['Shape_Leng', '139.12345678'],
    ['纬度', '36.8613912345678'],
    ['经度', '120.013912345678'],
    ['坐标', '120.385,36.8613912345678'],
    ['说明', '在 120.3826，36.13912345678 附近'],
    ['OBJECTID', '13912345678'],
    ['工单编号', 'DH13912345678'],
    ['Shape_STAr', 15012345678],
    ['SmUserID', '13912345678'],
    ['TBMJ', '15012345678'],
    ['占地', 13800138000],
    ['GDP', 15012345678],
    ['人口', '13912345678.0'],
  ])('is not told by a measure, a place or an identifier: %s %s', (heading, value) =>
    expect(found({ [heading]: value })).toEqual([]),
  );

  test.each([
    ['备注', '13912345678'],
    ['pandas', '13912345678.0'],
    ['备注', 13912345678],
    ['备注', '139.1234.5678'],
    ['编号', '王试验13912345678'],
  ])('is told by a telephone number: %s %s', (heading, value) =>
    expect(found({ [heading]: value })).toEqual([heading]),
  );
});
