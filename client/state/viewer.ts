import { useSyncExternalStore } from 'react';
import type { PostKind } from '../api/generated-late.ts';

/** The post that is signed in: as much of it as the page needs to know everywhere. */
export interface ViewerPost {
  readonly code: string;
  readonly kind: PostKind;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly area: { readonly code: string; readonly name: string } | null;
}

export interface ViewerState {
  /** Undefined until the server has said it. */
  readonly post: ViewerPost | null | undefined;
  /** The server no longer knows the session; what was typed stays. */
  readonly expired: boolean;
}

let current: ViewerState = { post: undefined, expired: false };
const listeners = new Set<() => void>();

function onChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function show(next: ViewerState): void {
  const same = next.post?.code === current.post?.code && (next.post === null) === (current.post === null);
  if (same && next.post !== undefined && next.expired === current.expired) return;
  current = next;
  for (const listener of listeners) listener();
}

export function currentViewer(): ViewerState {
  return current;
}

/** The server has said who is signed in. Who was and no longer is, has not signed out: the session has ended. */
export function sayViewer(post: ViewerPost | null): void {
  const gone = post === null && current.post != null;
  show(gone ? { post: current.post, expired: true } : { post, expired: false });
}

export function forgetViewer(): void {
  show({ post: null, expired: false });
}

export function sayExpired(): void {
  if (current.post) show({ ...current, expired: true });
}

export function useViewer(): ViewerState {
  return useSyncExternalStore(onChange, currentViewer);
}

/** Kinds of posts that work on cases. */
const OFFICIALS: readonly PostKind[] = ['DISTRICT_PLANNER', 'SUBDISTRICT_OFFICIAL', 'COMMUNITY', 'GRID', 'DEPARTMENT'];

export function isOfficial(post: ViewerPost | null | undefined): boolean {
  return Boolean(post && OFFICIALS.includes(post.kind));
}

/** Who may see which issues are late: officials, and the screens of leaders. */
export function seesDue(post: ViewerPost | null | undefined): boolean {
  return isOfficial(post) || post?.kind === 'DASHBOARD';
}
