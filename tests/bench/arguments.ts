import { parseArgs } from 'node:util';
import { QUERY_KEYS } from './query-bench.ts';

export const PARTS = [...QUERY_KEYS, 'tiles'] as const;

export interface BenchArguments {
  readonly quick: boolean;
  readonly wanted: ReadonlySet<string>;
}

/** `npm run bench -- --quick --only q2,tiles` */
export function readBenchArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
  const only = values.only?.split(',').map((part) => part.trim()) ?? PARTS;
  for (const part of only)
    if (!PARTS.some((known) => known === part))
      throw new Error(`--only knows nothing of "${part}": name some of ${PARTS.join(', ')}, with commas between them.`);
  return { quick: values.quick ?? false, wanted: new Set(only) };
}
