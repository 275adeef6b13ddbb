import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { LiveRow } from './live-row.ts';

export const IssueChangeKind = {
  REPORTED: 'REPORTED',
  MOVED: 'MOVED',
  CHANGED: 'CHANGED',
  GONE: 'GONE',
  RESYNC: 'RESYNC',
} as const;
export type IssueChangeKind = (typeof IssueChangeKind)[keyof typeof IssueChangeKind];

registerEnumType(IssueChangeKind, {
  name: 'IssueChangeKind',
  description: 'What has become of an issue.',
  valuesConfig: {
    REPORTED: { description: 'It is new.' },
    MOVED: { description: 'A step was made with it that is not for everyone: who may see its case finds it there.' },
    CHANGED: { description: 'What everyone sees of it has changed, such as that it is closed.' },
    GONE: { description: 'It was taken out of the data.' },
    RESYNC: {
      description:
        'More has changed than is told one by one, or longer ago than is remembered: ask for everything anew.',
    },
  },
});

const CURSOR = 'Give it as "after" to go on from here.';

@ObjectType('IssueChange', {
  simpleResolvers: true,
  description:
    'Something that has happened to an issue (问题), told after its transaction was committed. What one transaction did to ' +
    'an issue is told once.',
})
export class IssueChange {
  @Field(() => String, { description: `The place of this change in the feed. ${CURSOR}` })
  cursor!: string;

  @Field(() => IssueChangeKind, { description: 'What has become of it.' })
  kind!: IssueChangeKind;

  @Field(() => String, { nullable: true, description: 'Code of the issue; null for RESYNC.' })
  code!: string | null;

  @Field(() => [String], {
    description:
      'Codes of the areas it is in, or was before: the district, and down to the deepest. For RESYNC the district alone.',
  })
  areaCodes!: string[];

  issueId!: number | null;
}

@ObjectType('CoverageChange', {
  simpleResolvers: true,
  description:
    'Something that committees, property service or renewal have changed in what is covered, told after its transaction was committed.',
})
export class CoverageChange {
  @Field(() => String, { description: `The place of this change in the feed. ${CURSOR}` })
  cursor!: string;

  @Field(() => [String], {
    description: 'Codes of the grids and yards, and of every area above them. When "resync", the district alone.',
  })
  areaCodes!: string[];

  @Field(() => Boolean, {
    description: 'More has changed than is told one by one, or longer ago than is remembered: ask for everything anew.',
  })
  resync!: boolean;
}

@ObjectType('ChangePage', {
  simpleResolvers: true,
  description: 'Changes after a cursor, in the order in which they were committed: for those who ask now and then.',
})
export class ChangePage {
  @Field(() => String, { description: 'Up to where this page tells. Give it as "after" to go on from here.' })
  cursor!: string;

  @Field(() => Boolean, { description: 'Whether there is more after this page already.' })
  hasMore!: boolean;

  @Field(() => Boolean, {
    description: 'The cursor is older than what is remembered, or of another database: ask for everything anew.',
  })
  resync!: boolean;

  @Field(() => [IssueChange], { description: 'What has become of issues.' })
  issues!: IssueChange[];

  @Field(() => [CoverageChange], { description: 'What has become of coverage.' })
  coverage!: CoverageChange[];
}

export function toIssueChange(row: LiveRow, cursor: string): IssueChange {
  return Object.assign(new IssueChange(), {
    cursor,
    kind: row.change,
    code: row.code,
    areaCodes: areaCodesOf(row),
    issueId: row.issueId,
  });
}

export function toCoverageChange(row: LiveRow, cursor: string): CoverageChange {
  return Object.assign(new CoverageChange(), { cursor, areaCodes: areaCodesOf(row), resync: row.change === 'RESYNC' });
}

function areaCodesOf(row: LiveRow): string[] {
  return [...new Set(row.paths.flatMap((path) => path.split('/')))].sort();
}
