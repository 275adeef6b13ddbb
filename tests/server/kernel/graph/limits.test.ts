import { buildSchema, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkLimits, defaultLimits, measure, type Size } from '../../../../server/kernel/graph/limits.ts';

const schema = buildSchema(`
  interface Area { name: String children(first: Int): AreaConnection! parts: [Area!]! }
  type Grid implements Area { name: String children(first: Int): AreaConnection! parts: [Area!]! households: Int }
  type Yard implements Area { name: String children(first: Int): AreaConnection! parts: [Area!]! year: Int }
  type AreaConnection { edges: [AreaEdge!]! totalCount: Int! }
  type AreaEdge { node: Area! }
  type Query { area: Area areas(first: Int): AreaConnection! }
`);

function sizeOf(query: string, variables: Record<string, unknown> = {}): Size {
  const document = parse(query);
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === 'OperationDefinition',
  );
  if (!operation) throw new Error('No operation');
  return measure(schema, document, operation, variables);
}

const costOf = (query: string, variables?: Record<string, unknown>): number => sizeOf(query, variables).cost;

describe('how large a query is', () => {
  test('a page costs its size times what is asked of each entry', () => {
    expect(costOf('{ areas(first: 10) { edges { node { name } } } }')).toBe(1 + 1 + 10 * (1 + 1));
    expect(costOf('{ areas { edges { node { name } } } }')).toBe(1 + 1 + 50 * (1 + 1));
    expect(costOf('{ areas(first: 200) { totalCount } }')).toBe(2);
  });

  test('the size of a page is known from a variable, its default, or else taken as the default size', () => {
    const query = 'query ($n: Int = 5) { areas(first: $n) { edges { node { name } } } }';
    expect(costOf(query, { n: 20 })).toBe(2 + 20 * 2);
    expect(costOf(query)).toBe(2 + 5 * 2);
    expect(costOf(query, { n: null })).toBe(2 + 50 * 2);
  });

  test('pages in pages multiply', () => {
    const inner = 2 + 10 * 2;
    const query = '{ areas(first: 10) { edges { node { children(first: 10) { edges { node { name } } } } } } }';
    expect(costOf(query)).toBe(2 + 10 * (1 + inner));
  });

  test('a list without pages is taken as ten', () => {
    expect(costOf('{ area { parts { name } } }')).toBe(1 + (1 + 10));
  });

  test('of fragments on several types only the dearest counts', () => {
    const query =
      '{ area { name ... on Grid { households } ... on Yard { year name ...F } } } fragment F on Yard { year }';
    expect(costOf(query)).toBe(1 + 1 + 3);
  });

  test('depth counts objects, not the pages between them', () => {
    expect(sizeOf('{ area { name } }').depth).toBe(2);
    expect(sizeOf('{ areas { edges { node { children { edges { node { name } } } } } } }').depth).toBe(3);
  });

  test('fragments that write themselves out without end are given up', () => {
    const doubling = Array.from({ length: 20 }, (_, i) => `fragment F${i} on Area { ...G${i} ...G${i} }`).join(' ');
    const chain = Array.from({ length: 20 }, (_, i) => `fragment G${i} on Area { parts { ...F${i + 1} } }`).join(' ');
    expect(() => sizeOf(`{ area { ...F0 } } ${doubling} ${chain} fragment F20 on Area { name }`)).toThrow('too large');
  });
});

describe('what is refused', () => {
  const within: Size = { cost: 1, introspection: 0, depth: 1, aliases: 0, rootFields: 1, variableValues: 0 };
  const refusal = (size: Partial<Size>): unknown => {
    try {
      checkLimits(defaultLimits, { ...within, ...size });
      return null;
    } catch (error) {
      return error;
    }
  };

  test('each limit has its sentence and the code LIMIT_EXCEEDED', () => {
    expect(refusal({})).toBeNull();
    for (const size of [
      { cost: 5_000_001 },
      { depth: 16 },
      { aliases: 101 },
      { rootFields: 51 },
      { variableValues: 2001 },
    ]) {
      expect(refusal(size)).toMatchObject({
        extensions: { code: 'LIMIT_EXCEEDED' },
        message: expect.stringContaining('the limit is'),
      });
    }
  });

  test('the sentence names the figures and a way out', () => {
    expect(refusal({ cost: 12_345_678 })).toMatchObject({
      message:
        'The query may yield up to 12 345 678 values; the limit is 5 000 000. Ask for smaller pages ("first") or in several queries.',
    });
  });
});
