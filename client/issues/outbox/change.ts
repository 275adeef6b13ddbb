import type {
  FreezeEvaluationMutationVariables,
  MoveHardIssueMutationVariables,
  MoveIssueMutationVariables,
  PublishHardIssueMutationVariables,
  ReportIssueMutationVariables,
} from '../../api/generated-late.ts';

interface Titles {
  readonly titleZh: string;
  readonly titleEn: string;
}

export type Move = Omit<MoveIssueMutationVariables, 'key'>;
export type HardMove = Omit<MoveHardIssueMutationVariables, 'key'>;

/** Something a post wants done on the server. */
export type Change =
  | { readonly kind: 'MOVE'; readonly title: Titles; readonly move: Move }
  | { readonly kind: 'HARD_MOVE'; readonly title: Titles; readonly move: HardMove }
  | { readonly kind: 'REPORT'; readonly title: Titles; readonly input: ReportIssueMutationVariables['input'] }
  | { readonly kind: 'PUBLISH'; readonly input: PublishHardIssueMutationVariables['input'] }
  | { readonly kind: 'FREEZE'; readonly period: Omit<FreezeEvaluationMutationVariables, 'key'> }
  | {
      readonly kind: 'IMAGE';
      /** The case it belongs to; null until the report it came with has been sent. */
      readonly code: string | null;
      /** The key of that report. */
      readonly report: string | null;
      readonly bytes: Blob;
    };

/** Why the server did not do it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly argument: string | null;
  /** In a conflict: what the case is now. */
  readonly state: string | null;
  readonly version: number | null;
}

/** A change that waits to be sent, or was refused. Its key is made once: sent twice, it is done once. */
export interface Item {
  readonly key: string;
  /** The code of the post that wants it. Another that signs in here does not send it. */
  readonly post: string;
  /** Milliseconds; rising, also within one. */
  readonly at: number;
  readonly change: Change;
  readonly refusal: Refusal | null;
}

/**
 * Why a change must wait: there is no connection; its post is not signed in, or another is; or something went wrong on the other
 * side, and nobody can tell yet whether it was done.
 */
export type WhyWaiting = 'OFFLINE' | 'UNAUTHENTICATED' | 'POST_CHANGED' | 'UNKNOWN';

/** What became of a change when it was tried. A refusal is what the server pronounced before anything was done. */
export type Outcome =
  | { readonly kind: 'SENT'; readonly code: string; readonly version: number | null }
  | { readonly kind: 'REFUSED'; readonly refusal: Refusal }
  | { readonly kind: 'WAITING'; readonly why: WhyWaiting };

/** 128 random bits. `randomUUID` is there on secure pages only, and an office network may have none. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The case a change is about; null for a report that has none yet. */
export function codeOfChange(change: Change): string | null {
  if (change.kind === 'MOVE' || change.kind === 'HARD_MOVE') return change.move.code;
  return change.kind === 'IMAGE' ? change.code : null;
}
