import { registerEnumType } from 'type-graphql';

/** What a post is there for; with its scope it decides what it may see and do. */
export const PostKind = {
  DISTRICT_PLANNER: 'DISTRICT_PLANNER',
  SUBDISTRICT_OFFICIAL: 'SUBDISTRICT_OFFICIAL',
  COMMUNITY: 'COMMUNITY',
  GRID: 'GRID',
  DEPARTMENT: 'DEPARTMENT',
  DASHBOARD: 'DASHBOARD',
  ADMINISTRATOR: 'ADMINISTRATOR',
} as const;
export type PostKind = (typeof PostKind)[keyof typeof PostKind];

registerEnumType(PostKind, {
  name: 'PostKind',
  description: 'What a post (岗位) is there for.',
  valuesConfig: {
    DISTRICT_PLANNER: { description: 'Plans for the whole district (区级统筹): sees every issue of it and approves.' },
    SUBDISTRICT_OFFICIAL: { description: 'An official of one subdistrict (街道).' },
    COMMUNITY: { description: 'A post of one community (社区).' },
    GRID: { description: 'A post of one grid (网格).' },
    DEPARTMENT: { description: 'A department of the district (职能部门): handles what is dispatched to it.' },
    DASHBOARD: { description: 'A machine that reads figures: no text, no change.' },
    ADMINISTRATOR: { description: 'Looks after posts, keys and the audit log; sees no issue from the inside.' },
  },
});

/** Those who work on issues; dashboards and administrators do not. */
export const OFFICIALS: readonly PostKind[] = [
  PostKind.DISTRICT_PLANNER,
  PostKind.SUBDISTRICT_OFFICIAL,
  PostKind.COMMUNITY,
  PostKind.GRID,
  PostKind.DEPARTMENT,
];

/** Who is asking, once they have shown that they are. Nobody is null. */
export interface Viewer {
  readonly postId: number;
  readonly postCode: string;
  readonly kind: PostKind;
  readonly districtCode: string;
  /** Path of codes of the area it is for, today; that of the district for posts of the whole district. */
  readonly path: string;
  readonly via: 'SESSION' | 'TOKEN' | 'API_KEY';
  /** What an API key may do at most; null when the post itself is asking. */
  readonly scopes: readonly string[] | null;
  readonly apiKeyId: number | null;
  /** When what was shown ends; undefined where it is not known. */
  readonly expiresAt?: Date;
}
