import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { JsonText, printAnswer } from '../../../../server/kernel/graph/json-text.ts';

/** Any JSON, with strings that look like what a printer might put in a text's place. */
const looksLikeAPlace = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => `"${id}"`),
  fc.string(),
  fc.constantFrom('"', '\\', '\\"', '"","', '$&', "$'", '\u2028'),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    looksLikeAPlace,
    fc.constantFrom(null, true, 0, -1.5, 1e21),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(looksLikeAPlace, tie('json'), { maxKeys: 4 }),
    tie('json').map((value) => new Marked(value)),
  ),
}));

/** A value that one side prints by itself and the other puts in as a text. */
class Marked {
  constructor(readonly value: unknown) {}
}

function replaced(value: unknown, by: (marked: unknown) => unknown): unknown {
  if (value instanceof Marked) return by(replaced(value.value, (inner) => inner));
  if (Array.isArray(value)) return value.map((item) => replaced(item, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, by)]));
}

describe('An answer', () => {
  test('is printed to the byte as if its texts had been values, whatever the values are', () => {
    fc.assert(
      fc.property(json, (data) => {
        const plain = { data: replaced(data, (value) => value) };
        const withTexts = { data: replaced(data, (value) => new JsonText(JSON.stringify(value))) };
        expect(printAnswer(withTexts)).toBe(JSON.stringify(plain));
        expect(JSON.stringify(withTexts)).toBe(JSON.stringify(plain));
      }),
    );
  });

  test('leaves nothing behind when it cannot be printed', () => {
    const text = new JsonText('[1]');
    expect(() => printAnswer({ text, large: 1n })).toThrow('BigInt');
    expect(JSON.stringify(text)).toBe('[1]');
    expect(printAnswer({ text })).toBe('{"text":[1]}');
  });

  test('does not read its texts', () => {
    const parse = vi.spyOn(JSON, 'parse');
    try {
      expect(printAnswer({ texts: [new JsonText('{"type": 1.0}'), null, new JsonText('$&')] })).toBe(
        '{"texts":[{"type": 1.0},null,$&]}',
      );
      expect(parse).not.toHaveBeenCalled();
    } finally {
      parse.mockRestore();
    }
  });
});
