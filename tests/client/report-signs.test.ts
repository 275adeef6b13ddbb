import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputsOf, missingOf, NOTHING_TYPED } from '../../client/issues/move-inputs.ts';
import { outlineOf } from '../../client/issues/outline-of.ts';
import { personalSigns } from '../../client/issues/personal-signs.ts';

describe('while somebody types', () => {
  it.each([
    ['住户 110101199003074514 反映', ['ID']],
    ['请打１３８００１３８０００', ['PHONE']],
    ['电话 0532-85912345', ['PHONE']],
    ['鲁B·12345 占用通道', ['PLATE']],
    ['发到 someone@example.com', ['EMAIL']],
    ['3号楼2单元楼道灯不亮,已报修 20 天', []],
    ['编号 370202007003005 的网格', []],
  ])('%s is warned of as %j', (text, signs) => {
    expect(personalSigns(text)).toEqual(signs);
  });
});

describe('a form of an action', () => {
  const needs = ['REASON', 'HANDLER', 'AMOUNT', 'SCORES'] as const;

  it('says what is missing, and sends exactly what is needed', () => {
    expect(missingOf([...needs], NOTHING_TYPED, [])).toEqual([...needs]);
    const typed = { ...NOTHING_TYPED, reason: ' 缘由 ', handler: 'D-1', amount: '2', score: '90', level: 'A' };
    expect(missingOf([...needs], typed, [])).toEqual([]);
    expect(inputsOf([...needs], typed, [])).toEqual({
      reason: '缘由',
      handler: 'D-1',
      amount: 2,
      unit: 'WORKDAY',
      score: 90,
    });
  });

  it('with several scores needs each of them, from 0 to 100', () => {
    const typed = { ...NOTHING_TYPED, scores: { SPEED: '80', QUALITY: '101' } };
    expect(missingOf(['SCORES'], typed, ['SPEED', 'QUALITY'])).toEqual(['SCORES']);
    const right = { ...typed, scores: { SPEED: '80', QUALITY: '100' } };
    expect(inputsOf(['SCORES'], right, ['SPEED', 'QUALITY'])).toEqual({
      scores: [
        { item: 'SPEED', score: 80 },
        { item: 'QUALITY', score: 100 },
      ],
    });
  });
});

describe('the drawing of a place', () => {
  it('holds every corner and the place itself', () => {
    const spot = fc.tuple(fc.double({ min: 120, max: 121, noNaN: true }), fc.double({ min: 36, max: 37, noNaN: true }));
    fc.assert(
      fc.property(fc.array(spot, { minLength: 3, maxLength: 12 }), spot, (ring, [longitude, latitude]) => {
        const drawing = outlineOf({ type: 'Polygon', coordinates: [ring] }, { longitude, latitude });
        const spots = [...(drawing?.path.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g) ?? [])];
        const all = [...spots.map(([, x, y]) => [Number(x), Number(y)]), drawing?.point ?? []];
        for (const [x = NaN, y = NaN] of all) {
          expect(x).toBeGreaterThanOrEqual(-0.1);
          expect(x).toBeLessThanOrEqual((drawing?.width ?? 0) + 0.1);
          expect(y).toBeGreaterThanOrEqual(-0.1);
          expect(y).toBeLessThanOrEqual((drawing?.height ?? 0) + 0.1);
        }
      }),
    );
    expect(outlineOf(null, null)).toBeNull();
  });
});
