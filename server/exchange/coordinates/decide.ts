import type { Crs } from './crs.ts';

/** How far rows of a file lie from where they are known to be, read in one system. */
export interface Fit {
  readonly crs: Crs;
  /** Rows that something is known of. */
  readonly rows: number;
  /** Of them: the median distance in metres of the shape from the known one, or from its parent. */
  readonly medianM: number;
}

export interface CrsDecision {
  readonly declared: string | null;
  readonly detected: string | null;
  readonly used: Crs | null;
  /** Sentences, one for each system that was tried. */
  readonly evidence: readonly string[];
  /** Why the import stops here; null when it goes on. */
  readonly stop: { readonly reason: string; readonly message: string } | null;
}

/** Metres below which two readings are equally good: outlines from two sources differ by so much. */
const SAME_M = 25;
/** A reading is the better one when the other lies at least so many times as far off: to be believed, and to contradict a declaration. */
const BETTER_TIMES = 1.5;
const CONTRADICTS_TIMES = 2;
/** Rows farther than this from everything known fit in no reading. */
const FAR_M = 5_000;

const isBetter = (one: Fit, other: Fit, times: number): boolean =>
  other.medianM - one.medianM > SAME_M && other.medianM > times * one.medianM;

const metres = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

function sentence({ crs, rows, medianM }: Fit): string {
  return `Read as ${crs.name}, ${rows} ${rows === 1 ? 'shape lies' : 'shapes lie'} ${metres(medianM)} m from where they are known to be.`;
}

/**
 * Which system a file is in. What a person says counts as long as nothing better fits by far; then it has to be said twice
 * (`insist`). What a file declares, the same. What nobody declares has to be told by the ground.
 */
export function decideCrs({
  byPerson,
  byFile,
  fits,
  insist,
}: {
  readonly byPerson: Crs | null;
  readonly byFile: Crs | null;
  /** The candidates with what is known; empty when there is nothing to compare with. */
  readonly fits: readonly Fit[];
  readonly insist: boolean;
}): CrsDecision {
  const declared = byPerson ?? byFile;
  const evidence = fits.map(sentence);
  const sorted = fits.toSorted((a, b) => a.medianM - b.medianM);
  const [best, ...others] = sorted;
  const clear =
    best &&
    best.medianM <= FAR_M &&
    others.every((other) => isBetter(best, other, BETTER_TIMES) || sameSystem(best.crs, other.crs))
      ? best
      : null;
  const decision = { declared: declared?.name ?? null, detected: clear?.crs.name ?? null, evidence };
  const stop = (reason: string, message: string): CrsDecision => ({
    ...decision,
    used: null,
    stop: { reason, message },
  });
  if (declared) {
    const asDeclared = fits.find(({ crs }) => crs.name === declared.name);
    if (
      !insist &&
      best &&
      asDeclared &&
      !sameSystem(best.crs, declared) &&
      isBetter(best, asDeclared, CONTRADICTS_TIMES)
    ) {
      return stop(
        'CRS_CONTRADICTED',
        `As ${best.crs.name} the shapes lie ${metres(best.medianM)} m from known ones, as declared (${declared.name}) ` +
          `${metres(asDeclared.medianM)} m. Say which it is: --crs "${best.crs.name}", or --crs "${declared.name}" --insist.`,
      );
    }
    if (!insist && asDeclared && asDeclared.medianM > FAR_M) {
      return stop(
        'CRS_FAR_AWAY',
        `As declared (${declared.name}) the rows lie ${metres(asDeclared.medianM / 1000)} km from where they are known to be. ` +
          `Say --insist if that is so, or the right system with --crs.`,
      );
    }
    return { ...decision, used: declared, stop: null };
  }
  if (!clear) {
    return stop(
      'CRS_UNDECLARED',
      best
        ? `The file does not say in which coordinates it is, and the ground does not tell them apart. Say it with --crs.`
        : `The file does not say in which coordinates it is, and nothing is known that it could be compared with. Say it with --crs.`,
    );
  }
  if (clear.crs.kind !== 'geographic' || clear.crs.swapped) {
    const plain = fits.find(({ crs }) => crs.kind === 'geographic' && !crs.swapped);
    return stop(
      'CRS_DETECTED',
      `The file does not say in which coordinates it is. As ${clear.crs.name} the shapes lie ${metres(clear.medianM)} m from known ones` +
        (plain ? `, as degrees of longitude and latitude ${metres(plain.medianM)} m` : '') +
        `. If so, say --crs "${clear.crs.name}".`,
    );
  }
  return { ...decision, used: clear.crs, stop: null };
}

/** CGCS2000 and WGS 84 differ by less than outlines are known to. */
function sameSystem(one: Crs, other: Crs): boolean {
  return (
    one.name === other.name ||
    (one.kind === 'geographic' && other.kind === 'geographic' && one.swapped === other.swapped)
  );
}
