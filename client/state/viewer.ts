import { useSyncExternalStore } from 'react';
import type { PostKind } from '../api/generated-late.ts';
import { sayPost, watchPost } from '../api/post-header.ts';

/** The post that is signed in: as much of it as the page needs to know everywhere. */
export interface ViewerPost {
  readonly code: string;
  readonly kind: PostKind;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly area: { readonly code: string; readonly name: string } | null;
}

/** Who else is signed in: as much as is known of it. */
export type OtherPost = Pick<ViewerPost, 'code' | 'titleZh' | 'titleEn'>;

export interface ViewerState {
  /** The post this page is drawn for. Undefined until the server has said it. */
  readonly post: ViewerPost | null | undefined;
  /** The server no longer knows the session; what was typed stays. */
  readonly expired: boolean;
  /** Another post has signed in on another page of this browser: nothing that is answered now is for this one. */
  readonly other: OtherPost | null;
}

let current: ViewerState = { post: undefined, expired: false, other: null };
const listeners = new Set<() => void>();

function onChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function show(next: ViewerState): void {
  const { post, expired, other } = current;
  const same = next.post?.code === post?.code && (next.post === null) === (post === null);
  if (same && next.post !== undefined && next.expired === expired && next.other?.titleZh === other?.titleZh) return;
  current = next;
  sayPost(next.post === undefined ? undefined : (next.post?.code ?? null));
  for (const listener of listeners) listener();
}

export function currentViewer(): ViewerState {
  return current;
}

/**
 * The server has said who is signed in. Who was and no longer is, has not signed out: the session has ended. Who is another than
 * the one this page was drawn for has signed in elsewhere: the page does not become theirs by itself.
 */
export function sayViewer(post: ViewerPost | null): void {
  const mine = current.post;
  if (!mine) show({ post, expired: false, other: null });
  else if (post === null) show({ post: mine, expired: true, other: null });
  else show({ post: mine, expired: false, other: post.code === mine.code ? null : post });
}

/** As `sayViewer`, where only the code is known. */
function sayCode(code: string): void {
  const { post, other, expired } = current;
  if (!post || code === other?.code) return;
  if (code === post.code) show({ post, expired, other: null });
  else show({ post, expired: false, other: { code, titleZh: code, titleEn: code } });
}

/** Nobody is signed in by this page any more, or somebody anew. */
export function forgetViewer(): void {
  show({ post: null, expired: false, other: null });
}

export function sayExpired(): void {
  if (current.post) show({ ...current, expired: true });
}

/** Calls back when it is not certain any more who is signed in. */
export function onViewerInDoubt(ask: () => void): void {
  watchPost(sayCode, ask);
}
onViewerInDoubt(() => undefined);

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
