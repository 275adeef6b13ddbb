import type { Crs } from './crs.ts';

/** How far rows of a file lie from where they are known to be, read in one system. */
export interface Fit {
  readonly crs: Crs;
  /** Rows that something is known of. */
  readonly rows: number;
  /** Corners of their outlines that were compared with known borders; 0 where only middles were. */
  readonly corners: number;
  /** Of the rows: the median distance in metres of two fifths of the corners, or of the middle, from where they are known to be. */
  readonly medianM: number;
}

export interface CrsDecision {
  readonly declared: string | null;
  readonly detected: string | null;
  readonly used: Crs | null;
  /** Sentences, one for each system that was tried. */
  readonly evidence: readonly string[];
  /** Why the import stops here; null when it goes on. */
  readonly stop: Said | null;
  /** What speaks against a declaration that is believed all the same: whoever confirms has to have looked at it. */
  readonly doubt: Said | null;
}

interface Said {
  readonly reason: string;
  readonly message: string;
}

/** Metres below which two readings are equally good: outlines from two sources differ by so much. */
const SAME_M = 25;
/** A reading is the better one when the other lies at least so many times as far off: to be believed, and to contradict a declaration. */
const BETTER_TIMES = 1.5;
const CONTRADICTS_TIMES = 2;
/** Rows farther than this from everything known fit in no reading. */
const FAR_M = 5_000;

/** One row may be wrong itself, or have been drawn anew: fewer than these decide nothing alone. */
const SURE_ROWS = 2;

const isBetter = (one: Fit, other: Fit, times: number): boolean =>
  other.medianM - one.medianM > SAME_M && other.medianM > times * one.medianM;

const metres = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

function sentence({ crs, rows, corners, medianM }: Fit): string {
  const by = corners > 0 ? `, by ${corners} corners of borders` : '';
  return `Read as ${crs.name}, ${rows} ${rows === 1 ? 'shape lies' : 'shapes lie'} ${metres(medianM)} m from where they are known to be${by}.`;
}

function surenessOf(best: Fit | undefined, clear: Fit | null): string[] {
  if (!best) return [];
  if (!clear) return ['Not sure: several systems fit about as well, or none does.'];
  return [
    clear.rows >= SURE_ROWS
      ? `Sure: ${clear.crs.name} fits far better than the others, in ${clear.rows} rows.`
      : `Likely ${clear.crs.name}, but one row alone does not decide.`,
  ];
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
  const sorted = fits.toSorted((a, b) => a.medianM - b.medianM);
  const [best, ...others] = sorted;
  const clear =
    best &&
    best.medianM <= FAR_M &&
    others.every((other) => isBetter(best, other, BETTER_TIMES) || sameSystem(best.crs, other.crs))
      ? best
      : null;
  const evidence = [...fits.map(sentence), ...surenessOf(best, clear)];
  const decision = { declared: declared?.name ?? null, detected: clear?.crs.name ?? null, evidence, doubt: null };
  const stop = (reason: string, message: string): CrsDecision => ({
    ...decision,
    used: null,
    stop: { reason, message },
  });
  if (declared) {
    const against = (rows: number, reason: string, what: string, todo: string): CrsDecision =>
      rows >= SURE_ROWS
        ? stop(reason, `${what} (${rows} rows). ${todo}`)
        : {
            ...decision,
            used: declared,
            stop: null,
            doubt: {
              reason: 'CRS_DOUBTED',
              message: `${what}. One row alone does not decide: the declaration is believed.`,
            },
          };
    const asDeclared = fits.find(({ crs }) => crs.name === declared.name);
    if (
      !insist &&
      best &&
      asDeclared &&
      !sameSystem(best.crs, declared) &&
      isBetter(best, asDeclared, CONTRADICTS_TIMES)
    ) {
      return against(
        best.rows,
        'CRS_CONTRADICTED',
        `As ${best.crs.name} the shapes lie ${metres(best.medianM)} m from known ones, as declared (${declared.name}) ` +
          `${metres(asDeclared.medianM)} m`,
        `Say which it is: --crs "${best.crs.name}", or --crs "${declared.name}" --insist.`,
      );
    }
    if (!insist && asDeclared && asDeclared.medianM > FAR_M) {
      return against(
        asDeclared.rows,
        'CRS_FAR_AWAY',
        `As declared (${declared.name}) the rows lie ${metres(asDeclared.medianM / 1000)} km from where they are known to be`,
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
  if (clear.rows < SURE_ROWS) {
    return stop(
      'CRS_UNDECLARED',
      `The file does not say in which coordinates it is. It is likely ${clear.crs.name}, but one row alone does not decide: say it with --crs.`,
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
