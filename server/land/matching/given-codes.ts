/** Codes that the system gives to areas that came without one: counted on below what they belong to, and never given twice. */
import type { EntityManager } from 'typeorm';

export interface CodeForm {
  /** What all codes of the level below this parent begin with. */
  readonly prefix: string;
  /** How many digits are counted behind it. */
  readonly digits: number;
}

/**
 * How codes of a level are made below a parent, by the level's pattern ("^[0-9]{12}Y[0-9]{4}$") and what its codes must begin with.
 * Null where the pattern does not end in digits that are the level's own.
 */
export function codeForm(pattern: string, begins: string): CodeForm | null {
  const shape = pattern
    .replaceAll(/^\^|\$$/g, '')
    .replaceAll(/\[0-9\]\{(\d+)\}/g, (_, digits: string) => '9'.repeat(Number(digits)));
  if (!/^[A-Z9]+$/.test(shape) || begins.replaceAll(/\d/g, '9') !== shape.slice(0, begins.length)) return null;
  const [, letters = '', own = ''] = /^([A-Z]*)(9+)$/.exec(shape.slice(begins.length)) ?? [];
  return own === '' ? null : { prefix: `${begins}${letters}`, digits: own.length };
}

/** There are no numbers left below a parent. */
export class CodesUsedUp extends Error {
  override name = 'CodesUsedUp';

  constructor(readonly prefix: string) {
    super(`All codes that begin with ${prefix} are used.`);
  }
}

/**
 * The next codes below a parent, in order. The row of the prefix is held until the transaction ends: whoever asks meanwhile waits, and
 * goes on behind. What was given by hand counts, whether it still is or has ended.
 */
export async function takeCodes(
  manager: EntityManager,
  { prefix, digits }: CodeForm,
  count: number,
): Promise<readonly string[]> {
  if (count === 0) return [];
  const [row] = await manager.query<{ last: number }[]>(
    `with greatest_known as (
       select coalesce(max(right(code, $2)::integer), 0) as last from area
       where starts_with(code, $1) and length(code) = length($1) + $2 and right(code, $2) ~ '^[0-9]+$'
     )
     insert into given_code as g (prefix, last) select $1, k.last + $3 from greatest_known k
     on conflict (prefix) do update set last = greatest(g.last, excluded.last - $3) + $3
     returning last`,
    [prefix, digits, count],
  );
  const last = row?.last ?? 0;
  if (String(last).length > digits) throw new CodesUsedUp(prefix);
  return Array.from({ length: count }, (_, i) => `${prefix}${String(last - count + 1 + i).padStart(digits, '0')}`);
}
