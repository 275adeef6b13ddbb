import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkText, findPersonal, type PersonalKind } from '../../../../server/kernel/access/screening.ts';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

const digits = (count: number) =>
  fc.array(fc.nat(9), { minLength: count, maxLength: count }).map((list) => list.join(''));
const birthday = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
const gap = fc.constantFrom(' ', '-', '.', '·', '—', '\u00a0', ' - ', '\u202d');
const inGroups =
  (...sizes: number[]) =>
  (text: string, between: string) =>
    sizes.map((size, i) => text.slice(sum(sizes.slice(0, i)), sum(sizes.slice(0, i)) + size)).join(between);
const sum = (list: number[]) => list.reduce((all, value) => all + value, 0);

function written(number: fc.Arbitrary<string>, ...groups: ((text: string, between: string) => string)[]) {
  return fc
    .tuple(
      number,
      fc.constantFrom((text: string) => text, ...groups),
      gap,
      fc.boolean(),
    )
    .map(([text, group, between, wide]) => (wide ? widened(group(text, between)) : group(text, between)));
}
const widened = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

const identity = written(
  fc.tuple(fc.constantFrom('370202', '110101', '650102'), birthday, digits(3)).map(([place, born, order]) => {
    const body = place + born + order;
    return body + '10X98765432'[sum(WEIGHTS.map((weight, i) => weight * Number(body[i]))) % 11];
  }),
  inGroups(6, 8, 4),
  inGroups(6, 4, 4, 4),
  inGroups(3, 3, 4, 4, 4),
  inGroups(...Array<number>(18).fill(1)),
);
const oldIdentity = written(
  fc
    .tuple(
      fc.constantFrom('370202', '110101'),
      birthday.filter((born) => born < '2000'),
      digits(3),
    )
    .map(([place, born, order]) => place + born.slice(2) + order),
  inGroups(6, 6, 3),
);
const mobile = fc
  .tuple(
    fc.constantFrom('', '+86', '+86 ', '0086', '86', '(+86)'),
    written(
      fc.tuple(fc.constantFrom('13', '15', '17', '18', '19'), digits(9)).map((parts) => parts.join('')),
      inGroups(3, 4, 4),
      inGroups(4, 4, 3),
      inGroups(3, 8),
      inGroups(...Array<number>(11).fill(1)),
    ),
  )
  .map((parts) => parts.join(''));
const landline = fc
  .tuple(
    fc.constantFrom('0532', '010', '021', '0755', '(0532)', '（010）', '+86 532'),
    fc.constantFrom('-', ' ', '', '—'),
    fc.constantFrom('8', '6', '3'),
    digits(7),
  )
  .map((parts) => parts.join(''));
const plate = fc
  .tuple(fc.constantFrom('鲁B', '京A', '蒙A', '鲁b', '鲁 B'), fc.constantFrom('', '·', ' ', '-'))
  .chain((head) =>
    fc
      .oneof(
        fc
          .tuple(fc.constantFrom('', 'A', 'K9Q'.slice(0, 1)), digits(4))
          .map((parts) => parts.join('').padStart(5, '7')),
        fc.tuple(fc.constantFrom('D', 'F'), digits(5)).map((parts) => parts.join('')),
        fc.tuple(digits(5), fc.constantFrom('D', 'F')).map((parts) => parts.join('')),
        fc.tuple(digits(4), fc.constantFrom('警', '学', '挂')).map((parts) => parts.join('')),
      )
      .map((tail) => head.join('') + tail),
  );
const email = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9._]{1,12}$/),
    fc.constantFrom('@', '＠', ' @ '),
    fc.constantFrom('qq.com', 'Example.CN', 'mail.gov.cn'),
  )
  .map((parts) => parts.join(''));

/** What issues are about; full of numbers that are no one's. */
const CIVIC = [
  '云南路三号院2号楼4单元门口井盖破损',
  '网格370202013006008内路灯自2025-12-31起不亮，共3盏',
  '社区370202001001、街道370202001、区370202',
  '问题370202-IS-2025-04567与370202-2026-00012重复',
  '2026年11月21日上午9点30分巡查发现，08:30-17:30无人处理',
  '收费争议：每平方米2.80元，共计12,345.67元，合同价1380000元',
  '东海西路15号、17号、19号楼道堆物，面积约35平方米',
  '大类01小类0103，时限3紧急工作时→8紧急工作时→5工作日',
  '坐标120.3921345, 36.0661234，误差5米',
  'Lift out of order at gate 12B, floor 18, since 15:00',
  '热线工单20251231000123转办',
  '楼栋370202001001003-Y012-B03屋面渗漏，2024年已修',
  '室温14.5℃，供暖压力0.35MPa，编号 No.150102400101001',
  '电梯4部，载重1350kg，2018年安装；鲁班大厦A座、新B区12栋',
];

const around = fc.tuple(
  fc.constantFrom('', ...CIVIC.map((text) => `${text}，`)),
  fc.constantFrom('', ...CIVIC.map((text) => `；${text}`)),
);

describe('A text', () => {
  test.each<[PersonalKind, fc.Arbitrary<string>]>([
    ['IDENTITY_NUMBER', identity],
    ['OLD_IDENTITY_NUMBER', oldIdentity],
    ['MOBILE', mobile],
    ['LANDLINE', landline],
    ['LICENCE_PLATE', plate],
    ['E_MAIL', email],
  ])('with a made-up %s in it is found out, wherever that stands', (kind, personal) => {
    fc.assert(
      fc.property(around, personal, ([before, after], value) => {
        const text = `${before}${value}${after}`;
        const found = findPersonal(text);
        expect(found).toHaveLength(1);
        const [{ kind: told, start, end }] = found as [(typeof found)[0]];
        expect(told).toBe(kind);
        // A bracket or a plus before the number may be left out.
        expect(start - before.length).toBeLessThanOrEqual(2);
        expect(start).toBeGreaterThanOrEqual(before.length);
        expect(end).toBe(before.length + value.length);
      }),
      { numRuns: 400 },
    );
  });

  test('about the town is about no one, however full of numbers', () => {
    for (const sentence of CIVIC) expect([sentence, findPersonal(sentence)]).toEqual([sentence, []]);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...CIVIC), { maxLength: 6 }),
        fc.constantFrom('，', '\n', '；', ' '),
        (list, between) => {
          expect(findPersonal(list.join(between))).toEqual([]);
        },
      ),
    );
  });

  test('with codes of areas, dates, prices and house numbers in it is about no one', () => {
    const two = fc.integer({ min: 1, max: 99 }).map((value) => String(value).padStart(2, '0'));
    const subdistrict = fc.integer({ min: 1, max: 299 }).map((value) => String(value).padStart(3, '0'));
    const three = fc.integer({ min: 1, max: 999 }).map((value) => String(value).padStart(3, '0'));
    const district = fc.constantFrom('370202', '410105', '460108', '150102', '341702');
    const codes = fc
      .tuple(district, subdistrict, three, three, fc.constantFrom(6, 9, 12, 15))
      .map(([a, b, c, d, length]) => (a + b + c + d).slice(0, length));
    const day = birthday.map((text) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`);
    const price = fc.integer({ min: 1, max: 99_999_999 }).map((value) => `${(value / 100).toFixed(2)}元`);
    const house = fc.tuple(two, two, three).map(([a, b, c]) => `${Number(a)}号楼${Number(b)}单元-${c}`);
    const issue = fc.tuple(district, fc.integer({ min: 2020, max: 2040 }), digits(5)).map((parts) => parts.join('-'));
    fc.assert(
      fc.property(fc.array(fc.oneof(codes, day, price, house, issue), { minLength: 1, maxLength: 6 }), (list) => {
        expect(findPersonal(list.join('，'))).toEqual([]);
        expect(findPersonal(list.join(' '))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('is told apart from an identity number by the check character', () => {
    expect(findPersonal('370202199001011234')).toEqual([]);
    expect(findPersonal('11010519491231002X').map(({ kind }) => kind)).toEqual(['IDENTITY_NUMBER']);
    expect(findPersonal('11010519491231002x').map(({ kind }) => kind)).toEqual(['IDENTITY_NUMBER']);
  });

  test('of any signs is looked through without a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const { start, end } of findPersonal(text))
          expect(0 <= start && start < end && end <= text.length).toBe(true);
      }),
    );
  });

  // Work that grew with the square of the length would take minutes for one of these: longer than a test may take.
  test.each(['1', '1 ', '13', '0532 ', 'a.', '鲁B', '3702021990 ', '1-3-', 'a@', '+86 ', '0.0.'])(
    'of a million signs is looked through to its end: "%s"',
    (piece) => {
      expect(Array.isArray(findPersonal(piece.repeat(1_000_000 / piece.length)))).toBe(true);
    },
  );
});

describe('What is entered', () => {
  test('comes back without blanks around it', () => {
    expect(checkText('text', '  井盖破损\n')).toBe('井盖破损');
  });

  test('is refused with what stands where and without the value', () => {
    const refused = () => checkText('text', '请联系13812345678或邮箱a.b@qq.com');
    expect(refused).toThrow(
      '"text" seems to hold a mobile telephone number (characters 4 to 14), an e-mail address (characters 18 to 27).',
    );
    try {
      refused();
    } catch (error) {
      expect(error).toMatchObject({ extensions: { code: 'PERSONAL_DATA', argument: 'text' } });
      expect(String(error)).not.toMatch(/138|qq/);
    }
  });

  test('with control characters is refused', () => {
    expect(() => checkText('reason', 'a\u0000b')).toThrow('"reason" has control characters in it');
    expect(() => checkText('reason', 'a\ud800b')).toThrow('"reason" has control characters in it');
    expect(checkText('reason', '第一行\n\t第二行😀')).toBe('第一行\n\t第二行😀');
  });
});
