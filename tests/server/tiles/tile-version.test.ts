import { expect, it } from 'vitest';
import type { Statement } from '../../../server/tiles/prepared-queries.ts';
import { TileVersions } from '../../../server/tiles/tile-version.ts';

function stub(): { queries: string[]; answer: (loose: number) => void; versions: TileVersions } {
  const queries: string[] = [];
  const open: ((rows: unknown) => void)[] = [];
  const database = {
    rows: <Row>({ text }: Statement): Promise<Row[]> => {
      queries.push(text);
      return text.includes('fold_shape_changes')
        ? Promise.resolve([])
        : new Promise((resolve) => open.push(resolve as never));
    },
  };
  return {
    queries,
    answer: (loose) => open.shift()?.([{ folded: '5', loose: String(loose) }]),
    versions: new TileVersions(database),
  };
}

it('those who ask while an answer is under way share the next one', async () => {
  const { queries, answer, versions } = stub();
  const first = versions.current('GRID');
  const [second, third] = [versions.current('GRID'), versions.current('GRID')];
  expect(queries).toHaveLength(1);
  answer(1);
  await expect(first).resolves.toBe('6');
  await new Promise(setImmediate);
  expect(queries).toHaveLength(2);
  answer(2);
  await expect(Promise.all([second, third])).resolves.toEqual(['7', '7']);
  const other = versions.current('YARD');
  expect(queries).toHaveLength(3);
  answer(0);
  await expect(other).resolves.toBe('5');
});

it('folds the changes when many have gathered, and answers the same', async () => {
  const { queries, answer, versions } = stub();
  const asked = versions.current('GRID');
  answer(1001);
  await expect(asked).resolves.toBe('1006');
  expect(queries.at(-1)).toContain('fold_shape_changes');
});

it('a failed answer does not stand in the way of the next one', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve([{ folded: '1', loose: '0' }])];
  const versions = new TileVersions({ rows: <Row>() => answers.shift() as Promise<Row[]> });
  const first = versions.current('GRID');
  const second = versions.current('GRID');
  await expect(first).rejects.toThrow('away');
  await expect(second).resolves.toBe('1');
});
