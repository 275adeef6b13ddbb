import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const STEPS = 0x1000000;

/** All chance of the demo district. The same seed and name give the same draws on every machine. */
export class Chance {
  private readonly generator;

  /** Draws of one purpose get a name, so that a change in one purpose does not reshuffle the others. */
  constructor(
    private readonly seed: number,
    private readonly purpose = '',
  ) {
    let hash = 2166136261 ^ seed;
    for (const character of purpose) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
    this.generator = xoroshiro128plus(hash);
  }

  for(purpose: string): Chance {
    return new Chance(this.seed, `${this.purpose}/${purpose}`);
  }

  /** In [0, 1), in steps that a double holds exactly. */
  fraction(): number {
    return uniformInt(this.generator, 0, STEPS - 1) / STEPS;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.fraction();
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return uniformInt(this.generator, low, high);
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return at(items, this.whole(0, items.length - 1));
  }

  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i -= 1) {
      const j = this.whole(0, i);
      const kept = at(result, i);
      result[i] = at(result, j);
      result[j] = kept;
    }
    return result;
  }

  /** An index, drawn in proportion to the weights. */
  weighted(weights: readonly number[]): number {
    let rest = this.fraction() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, weight] of weights.entries()) {
      rest -= weight;
      if (rest < 0) return index;
    }
    return weights.length - 1;
  }
}

/** The item at an index that is known to be there; negative counts from the end. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items.at(index);
  if (item === undefined) throw new Error(`There is no item ${index} among ${items.length}`);
  return item;
}

/** What a map is known to hold. */
export function held<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`Nothing is held under ${String(key)}`);
  return value;
}

/** Whole numbers in proportion to the weights that add up to the total exactly, each at least the minimum. */
export function share(total: number, weights: readonly number[], minimum = 0): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const result = weights.map((weight) => Math.max(minimum, Math.floor((total * weight) / sum)));
  const lacking = (i: number) => (total * at(weights, i)) / sum - at(result, i);
  for (let rest = total - result.reduce((a, b) => a + b, 0); rest !== 0;) {
    const step = Math.sign(rest);
    const candidates = [...result.keys()].filter((i) => step > 0 || at(result, i) > minimum);
    const best = candidates.reduce((a, b) => (lacking(b) * step > lacking(a) * step ? b : a));
    result[best] = at(result, best) + step;
    rest -= step;
  }
  return result;
}
