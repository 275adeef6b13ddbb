import type { Wording } from '../../kernel/exchange/layer.ts';
import { fillSentence, tell, type Told } from '../../kernel/words/sentence.ts';
import { crsInWords, FIT_SENTENCES, SURENESS_SENTENCES, type Sureness } from '../words/of-coordinates.ts';
import { refusal, type RefusalReason, type ToldRefusal } from '../words/refusals.ts';
import type { Crs } from './crs.ts';

/** How far rows of a file lie from where they are known to be, read in one system. */
export interface Fit {
  readonly crs: Crs;
  /** The part of the corners that was compared with the borders around them; null where rows were compared with what they are, or lie in. */
  readonly aroundShare: number | null;
  /** Rows that something is known of. */
  readonly rows: number;
  /** Corners of their outlines that were compared with known borders; 0 where only middles were. */
  readonly corners: number;
  /** Of the rows: the median distance in metres of two fifths of the corners, or of the middle, from where they are known to be; by borders around them that of this part of all corners. */
  readonly medianM: number;
}

/** A fit as it is kept and told. */
export interface ToldFit {
  /** The system as machines and commands call it, and as people read it. */
  readonly crs: string;
  readonly title: Wording;
  readonly rows: number;
  readonly corners: number;
  readonly metres: number;
}

/** How sure it is: of one system, or of none. */
export interface ToldSureness extends Told {
  readonly kind: Sureness;
  readonly crs: string | null;
}

type CrsReason = Extract<RefusalReason, `CRS_${string}`>;

export interface CrsDecision {
  readonly declared: string | null;
  readonly detected: string | null;
  readonly used: Crs | null;
  /** One for each system that was tried. */
  readonly fits: readonly ToldFit[];
  /** Null where nothing was tried. */
  readonly sureness: ToldSureness | null;
  /** The same in sentences, in English and in Chinese. */
  readonly evidence: readonly string[];
  readonly evidenceZh: readonly string[];
  /** Why the import stops here; null when it goes on. */
  readonly stop: ToldRefusal<CrsReason> | null;
  /** What speaks against a declaration that is believed all the same: whoever confirms has to have looked at it. */
  readonly doubt: ToldRefusal<CrsReason> | null;
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

function toldFit({ crs, aroundShare, rows, corners, medianM }: Fit): ToldFit & Told {
  const slots = {
    crs: crsInWords(crs.name),
    rows: String(rows),
    corners: String(corners),
    metres: metres(medianM),
    share: String(Math.round(100 * (aroundShare ?? 1))),
  };
  const by = corners > 0 ? 'Corners' : 'Middle';
  const ofOwn = rows === 1 ? FIT_SENTENCES[`oneBy${by}`] : FIT_SENTENCES[by === 'Middle' ? 'byMiddles' : 'byCorners'];
  const sentence = aroundShare !== null ? FIT_SENTENCES.byBordersAround : ofOwn;
  return { crs: crs.name, title: slots.crs, rows, corners, metres: medianM, ...fillSentence(sentence, slots) };
}

function surenessOf(best: Fit | undefined, clear: Fit | null): ToldSureness | null {
  if (!best) return null;
  if (!clear) return { kind: 'UNSURE', crs: null, ...tell(SURENESS_SENTENCES.UNSURE) };
  const kind = clear.rows >= SURE_ROWS ? 'SURE' : 'LIKELY';
  const { name } = clear.crs;
  return { kind, crs: name, ...fillSentence(SURENESS_SENTENCES[kind], { crs: crsInWords(name), rows: clear.rows }) };
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
  const told = fits.map(toldFit);
  const sureness = surenessOf(best, clear);
  const said: readonly Told[] = [...told, ...(sureness ? [sureness] : [])];
  const decision = {
    declared: declared?.name ?? null,
    detected: clear?.crs.name ?? null,
    fits: told.map(({ message: _, messageZh: __, ...fit }) => fit),
    sureness,
    evidence: said.map(({ message }) => message),
    evidenceZh: said.map(({ messageZh }) => messageZh),
    doubt: null,
  };
  const stop = (why: ToldRefusal<CrsReason>): CrsDecision => ({ ...decision, used: null, stop: why });
  const doubt = (why: ToldRefusal<CrsReason>): CrsDecision => ({ ...decision, used: declared, stop: null, doubt: why });
  if (declared) {
    const asDeclared = insist ? undefined : fits.find(({ crs }) => crs.name === declared.name);
    const declaredTitle = crsInWords(declared.name);
    if (best && asDeclared && !sameSystem(best.crs, declared) && isBetter(best, asDeclared, CONTRADICTS_TIMES)) {
      const facts = {
        best: crsInWords(best.crs.name),
        near: metres(best.medianM),
        declared: declaredTitle,
        far: metres(asDeclared.medianM),
      };
      if (best.rows < SURE_ROWS) return doubt(refusal('CRS_DOUBTED.contradicted', facts));
      const names = { bestName: best.crs.name, declaredName: declared.name };
      return stop(refusal('CRS_CONTRADICTED', { ...facts, ...names, rows: best.rows }));
    }
    if (asDeclared && asDeclared.medianM > FAR_M) {
      const facts = { declared: declaredTitle, far: metres(asDeclared.medianM / 1000) };
      return asDeclared.rows < SURE_ROWS
        ? doubt(refusal('CRS_DOUBTED.farAway', facts))
        : stop(refusal('CRS_FAR_AWAY', { ...facts, rows: asDeclared.rows }));
    }
    return { ...decision, used: declared, stop: null };
  }
  if (!clear) return stop(refusal(best ? 'CRS_UNDECLARED.alike' : 'CRS_UNDECLARED.nothingKnown'));
  const clearest = crsInWords(clear.crs.name);
  if (clear.crs.kind !== 'geographic' || clear.crs.swapped) {
    const plain = fits.find(({ crs }) => crs.kind === 'geographic' && !crs.swapped);
    const facts = { best: clearest, near: metres(clear.medianM), systemName: clear.crs.name };
    return stop(
      plain
        ? refusal('CRS_DETECTED.notDegrees', { ...facts, far: metres(plain.medianM) })
        : refusal('CRS_DETECTED', facts),
    );
  }
  if (clear.rows < SURE_ROWS) return stop(refusal('CRS_UNDECLARED.oneRow', { best: clearest }));
  return { ...decision, used: clear.crs, stop: null };
}

/** CGCS2000 and WGS 84 differ by less than outlines are known to. */
function sameSystem(one: Crs, other: Crs): boolean {
  return (
    one.name === other.name ||
    (one.kind === 'geographic' && other.kind === 'geographic' && one.swapped === other.swapped)
  );
}
