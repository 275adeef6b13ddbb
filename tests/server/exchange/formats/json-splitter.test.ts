import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSplitter, SplitProblem } from '../../../../server/exchange/formats/json-splitter.ts';

/** What the splitter cuts out of a text that comes in pieces, parsed. */
function split(text: string | Uint8Array, cuts: readonly number[] = []): { values: unknown[]; splitter: JsonSplitter } {
  const bytes = Buffer.from(text as string);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const splitter = new JsonSplitter();
  const values: unknown[] = [];
  const take = (batches: ReturnType<JsonSplitter['feed']>): void => {
    for (const batch of batches) {
      values.push(...(JSON.parse(`[${batch.bytes.toString()}]`) as unknown[]));
      const { bounds } = batch;
      for (let index = 0; index < bounds.length; index += 2) {
        JSON.parse(batch.bytes.toString('utf8', bounds[index], bounds[index + 1]));
      }
    }
  };
  let from = 0;
  for (const to of [...places, bytes.length]) {
    take(splitter.feed(bytes.subarray(from, to)));
    from = to;
  }
  splitter.end();
  return { values, splitter };
}

const cuts = fc.array(fc.nat(5_000), { maxLength: 12 });
const blank = fc.constantFrom('', ' ', '\n', '\r\n\t ');
// Signs that would mislead who only counts brackets.
const tricky = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\\"', '{[', ']}', '{"features":[1]}', '楼院', '𠮷'),
);
const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });
const value = fc.oneof(json, tricky, fc.dictionary(tricky, tricky));

describe('the splitter', () => {
  it('cuts a list into what JSON.parse finds in it, however the bytes come', () => {
    fc.assert(
      fc.property(fc.array(value), fc.constantFrom(0, 1, 3), cuts, (list, indent, places) => {
        const text = JSON.stringify(list, null, indent);
        expect(split(text, places).values).toEqual(JSON.parse(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('cuts a collection, wherever its features stand among its members', () => {
    fc.assert(
      fc.property(fc.array(value), value, value, blank, cuts, (list, before, after, space, places) => {
        const text =
          `${space}{"name":"n","x":${JSON.stringify(before)},${space}"features"${space}:${space}${JSON.stringify(list)}${space},` +
          `"y":${JSON.stringify(after)},"type":"FeatureCollection"${space}}${space}`;
        const { values, splitter } = split(text, places);
        expect(values).toEqual(JSON.parse(JSON.stringify(list)));
        expect([...splitter.members]).toEqual([
          ['name', '"n"'],
          ['type', '"FeatureCollection"'],
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it('cuts objects that stand one after another, with or without record separators', () => {
    const object = fc.dictionary(tricky, json).filter((one) => !Array.isArray(one.features));
    fc.assert(
      fc.property(
        fc.array(object, { minLength: 1 }),
        fc.constantFrom('\n', '\u001e', '\r\n\u001e', ''),
        cuts,
        (list, between, places) => {
          const text = list.map((one) => between + JSON.stringify(one)).join('');
          expect(split(text, places).values).toEqual(JSON.parse(JSON.stringify(list)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says where a text ends too early, at whatever place', () => {
    const text = '{"type":"FeatureCollection","features":[{"a":"\\"]"},[1,{"b":[]}],"x",null],"name":"n"}';
    for (let length = 0; length < text.length; length++) {
      expect(() => split(text.slice(0, length)), text.slice(0, length)).toThrow(SplitProblem);
    }
  });

  it.each([
    '[1 2]',
    '[1,,2]',
    '[1,]',
    '[1]x',
    '[1][2]',
    '{"features":[1}',
    '{a:1}',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    'true',
    ']',
  ])('refuses %s', (text) => {
    expect(() => split(text)).toThrow(SplitProblem);
  });

  it('refuses brackets without end instead of keeping them', () => {
    expect(() => split('['.repeat(1_000_000))).toThrow('nested too deeply');
    expect(() => split(`[${'{"a":'.repeat(1_000)}`)).toThrow('nested too deeply');
  });

  it('never throws anything else, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: fc.constantFrom(...'{}[]",:\\1a \n') }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, cuts, (chunk, places) => {
        try {
          split(chunk, places);
        } catch (error) {
          // What is between brackets is for JSON.parse to judge.
          if (!(error instanceof SyntaxError)) expect(error).toBeInstanceOf(SplitProblem);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
