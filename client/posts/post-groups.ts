import type { PostFactsFragment, PostKind } from '../api/generated-late.ts';

const KINDS: readonly PostKind[] = [
  'DISTRICT_PLANNER',
  'SUBDISTRICT_OFFICIAL',
  'COMMUNITY',
  'GRID',
  'DEPARTMENT',
  'DASHBOARD',
  'ADMINISTRATOR',
];

export interface PostGroup {
  readonly kind: PostKind;
  readonly posts: readonly PostFactsFragment[];
}

/** By kind, from the whole to the part; kinds nobody is of are left out. */
export function groupsOf(posts: readonly PostFactsFragment[]): PostGroup[] {
  return KINDS.map((kind) => ({ kind, posts: posts.filter((post) => post.kind === kind) })).filter(
    (group) => group.posts.length > 0,
  );
}

/** Every word of what was typed stands somewhere in what a post is called, its code or its area. */
export function findPosts(posts: readonly PostFactsFragment[], text: string): PostFactsFragment[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return posts.filter(({ code, titleZh, titleEn, area, department }) => {
    const all = [code, titleZh, titleEn, area?.name, area?.code, department?.titleZh].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
