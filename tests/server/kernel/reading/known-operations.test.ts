import { getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { KnownOperations } from '../../../../server/kernel/reading/known-operations.ts';

function operationIn(query: string) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('No operation');
  return { document, operation };
}

const SOME = operationIn('{ a }');

test('an operation is known by its text and its name together', () => {
  const known = new KnownOperations();
  known.remember('{ a }', null, SOME);
  known.remember('query x { a }', 'x', SOME);
  expect(known.find('{ a }', null)).toBe(SOME);
  expect(known.find('query x { a }', 'x')).toBe(SOME);
  for (const [query, name] of [
    ['{ a }', 'x'],
    ['query x { a }', null],
    ['{ a } ', null],
    ['', null],
  ] as const) {
    expect(known.find(query, name)).toBeUndefined();
  }
});

test('of many that differ the oldest are forgotten, and long ones are not kept', () => {
  const known = new KnownOperations();
  for (let i = 0; i <= 500; i += 1) known.remember(`{ a${i} }`, null, SOME);
  expect(known.find('{ a0 }', null)).toBeUndefined();
  expect(known.find('{ a1 }', null)).toBe(SOME);
  expect(known.find('{ a500 }', null)).toBe(SOME);
  const long = `{ a } #${'x'.repeat(20_000)}`;
  known.remember(long, null, SOME);
  expect(known.find(long, null)).toBeUndefined();
});
