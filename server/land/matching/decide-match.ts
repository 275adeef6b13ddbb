/** Which known area a row without a code is about: by its name and its place, as far as both are said. */

export interface MatchCandidate {
  readonly code: string;
  readonly name: string;
  /** The names fold to the same. */
  readonly nameAgrees: boolean;
  /** It lies in what the row says it belongs to; null where the row says nothing of that. */
  readonly parentAgrees: boolean | null;
  /** Metres between the shapes, 0 where they touch; null where either has none. */
  readonly distanceM: number | null;
}

export type MatchReason = 'NAME_ONLY' | 'PLACE_ONLY' | 'SEVERAL' | 'FAR_AWAY' | 'SAID_TWICE';

export type Match =
  | { readonly outcome: 'SURE'; readonly code: string }
  | { readonly outcome: 'DOUBTFUL'; readonly reason: MatchReason; readonly candidates: readonly MatchCandidate[] }
  | { readonly outcome: 'NEW' };

/** Metres up to which two shapes are in the same place: a yard's outline is drawn by hand, its point set at the gate. */
export const NEAR_M = 50;
/** Candidates that are listed for a row. */
export const MAX_CANDIDATES = 8;

/**
 * Sure is one that agrees in name and place, or, for a row without a place, the only one of the name in what the row names as its
 * parent. Whatever agrees in one of the two alone is for a person to decide; what agrees in neither is new.
 */
export function decideMatch(candidates: readonly MatchCandidate[]): Match {
  const within = candidates.filter(({ parentAgrees }) => parentAgrees !== false);
  const near = within.filter(isNear);
  const named = within.filter(({ nameAgrees }) => nameAgrees);
  const both = near.filter(({ nameAgrees }) => nameAgrees);
  const [only, ...others] = both.length > 0 ? both : named.filter(isSureWithoutPlace);
  const placeSaysElse = both.length === 0 && near.length > 0;
  if (only && others.length === 0 && !placeSaysElse) return { outcome: 'SURE', code: only.code };
  const listed = [...new Set([...both, ...named, ...near])].toSorted(likelier);
  if (listed.length === 0) return { outcome: 'NEW' };
  return { outcome: 'DOUBTFUL', reason: reasonOf({ both, named, near }), candidates: listed.slice(0, MAX_CANDIDATES) };
}

const isNear = ({ distanceM }: MatchCandidate): boolean => distanceM !== null && distanceM <= NEAR_M;
const isSureWithoutPlace = ({ parentAgrees, distanceM }: MatchCandidate): boolean =>
  parentAgrees === true && distanceM === null;

function reasonOf(of: Readonly<Record<'both' | 'named' | 'near', readonly MatchCandidate[]>>): MatchReason {
  const { both, named, near } = of;
  if (both.length > 1 || (both.length === 0 && named.length > 1)) return 'SEVERAL';
  if (named.length === 0) return near.length > 1 ? 'SEVERAL' : 'PLACE_ONLY';
  return named[0]?.distanceM == null ? 'NAME_ONLY' : 'FAR_AWAY';
}

/** The nearer first, then by code, so that a list is the same whenever it is made. */
function likelier(one: MatchCandidate, other: MatchCandidate): number {
  return (
    Number(other.nameAgrees) - Number(one.nameAgrees) ||
    (one.distanceM ?? Infinity) - (other.distanceM ?? Infinity) ||
    (one.code < other.code ? -1 : 1)
  );
}

/** One known area that several rows are surely about is for a person to decide in each of them: it can be only one of them. */
export function doubtWhatIsSaidTwice(
  matches: ReadonlyMap<number, Match>,
  candidatesOf: (row: number) => readonly MatchCandidate[],
): ReadonlyMap<number, Match> {
  const rows = new Map<string, number>();
  for (const match of matches.values()) {
    if (match.outcome === 'SURE') rows.set(match.code, (rows.get(match.code) ?? 0) + 1);
  }
  return new Map(
    [...matches].map(([row, match]): [number, Match] => [
      row,
      match.outcome === 'SURE' && (rows.get(match.code) ?? 0) > 1
        ? {
            outcome: 'DOUBTFUL',
            reason: 'SAID_TWICE',
            candidates: candidatesOf(row).toSorted(likelier).slice(0, MAX_CANDIDATES),
          }
        : match,
    ]),
  );
}
