import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Viewer } from '../kernel/access/viewer.ts';
import { DateTimeScalar } from '../kernel/graph/scalars.ts';
import { Post } from './post.entity.ts';

export const ViewerVia = { SESSION: 'SESSION', TOKEN: 'TOKEN', API_KEY: 'API_KEY' } as const;
export type ViewerVia = (typeof ViewerVia)[keyof typeof ViewerVia];

registerEnumType(ViewerVia, {
  name: 'ViewerVia',
  description: 'How the post has shown that it is asking.',
  valuesConfig: {
    SESSION: { description: 'A browser that has signed in.' },
    TOKEN: { description: 'A token of the sign-in service.' },
    API_KEY: { description: 'An API key: what it may do is limited by its scopes, too.' },
  },
});

@ObjectType('Viewer', { simpleResolvers: true, description: 'Who is asking.' })
export class ViewerObject {
  asking!: Viewer;

  @Field(() => ViewerVia, { description: 'How the post has shown that it is asking.' })
  via!: ViewerVia;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When that ends, where it is known.' })
  expiresAt?: Date | undefined;
}

@ObjectType('SignInOptions', { simpleResolvers: true, description: 'How posts may sign in here.' })
export class SignInOptions {
  @Field(() => String, {
    nullable: true,
    description: 'The sign-in service (OpenID Connect) to which /sign-in leads; null where there is none.',
  })
  issuer!: string | null;

  @Field(() => [Post], {
    description:
      'Posts of the demo that sign in by being chosen (POST /sign-in/demo): one of many alike. Empty where that is off, which ' +
      'it is as soon as there is a sign-in service.',
  })
  demoPosts!: Post[];
}
