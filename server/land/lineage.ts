import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { Area } from './area.entity.ts';

export const SuccessionKind = {
  RECODED: 'RECODED',
  RENAMED: 'RENAMED',
  MOVED: 'MOVED',
  MERGED: 'MERGED',
  SPLIT: 'SPLIT',
  REARRANGED: 'REARRANGED',
} as const;
export type SuccessionKind = (typeof SuccessionKind)[keyof typeof SuccessionKind];

registerEnumType(SuccessionKind, {
  name: 'SuccessionKind',
  description: 'What became of an area (区划沿革).',
  valuesConfig: {
    RECODED: { description: 'One became one, under another code.' },
    RENAMED: { description: 'One became one, under another code and name.' },
    MOVED: { description: 'One became one, in another subdistrict or other upper area, and so under another code.' },
    MERGED: { description: 'Several became one, or it became part of one that was there.' },
    SPLIT: { description: 'One became several.' },
    REARRANGED: { description: 'Several became several.' },
  },
});

export const SuccessionEvidence = { STATED: 'STATED', SHAPE: 'SHAPE', NAME: 'NAME' } as const;
export type SuccessionEvidence = (typeof SuccessionEvidence)[keyof typeof SuccessionEvidence];

registerEnumType(SuccessionEvidence, {
  name: 'SuccessionEvidence',
  description: 'How it is known which area followed which.',
  valuesConfig: {
    STATED: { description: 'The source says so.' },
    SHAPE: { description: 'Their ground is the same in part; see sharedM2.' },
    NAME: { description: 'The name is the same; no shape was known.' },
  },
});

@ObjectType({ description: 'One area that followed another (前身与继任), on a day.' })
export class AreaSuccession {
  @Field(() => Area, {
    description: 'The other area: a predecessor as it was the day before, a successor as it was on the day.',
  })
  area!: Area;

  @Field(() => DateScalar, { description: 'The first day on which the successor had the ground.' })
  succeededOn!: string;

  @Field(() => SuccessionKind, { description: 'What happened.' })
  kind!: SuccessionKind;

  @Field(() => SuccessionEvidence, { description: 'How it is known.' })
  evidence!: SuccessionEvidence;

  @Field(() => Float, {
    nullable: true,
    description: 'Square metres that both cover, on the ellipsoid; null when no shape was known.',
  })
  sharedM2!: number | null;
}

@ObjectType({ description: 'What an area was called before (曾用名).' })
export class FormerName {
  @Field(() => String, { description: 'The name then, in Chinese.' })
  name!: string;

  @Field(() => DateScalar, { description: 'The first day of the name.' })
  validFrom!: string;

  @Field(() => DateScalar, { description: 'The first day on which it had another.' })
  validTo!: string;
}
