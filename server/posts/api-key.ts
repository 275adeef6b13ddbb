import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ApiKeyScope as Scope } from '../kernel/access/authorized.ts';
import { DateTimeScalar } from '../kernel/graph/scalars.ts';

export const ApiKeyScope = {
  READ_FIGURES: 'READ_FIGURES',
  READ_ISSUES: 'READ_ISSUES',
  CHANGE_ISSUES: 'CHANGE_ISSUES',
} as const satisfies Record<Scope, Scope>;

registerEnumType(ApiKeyScope, {
  name: 'ApiKeyScope',
  description: 'What an API key is for.',
  valuesConfig: {
    READ_FIGURES: { description: 'To read figures that its post may see, besides what is public.' },
    READ_ISSUES: { description: 'To read all that its post may see.' },
    CHANGE_ISSUES: { description: 'To do what its post may do.' },
  },
});

@ObjectType('ApiKey', {
  simpleResolvers: true,
  description:
    'API key of a machine: it acts as a post, within its scopes, so often a minute, until it ends or is revoked.',
})
export class ApiKey {
  @Field(() => ID, { description: 'Opaque id, for revokeApiKey.' })
  id!: string;

  keyId!: number;
  postId!: number;
  createdById!: number;

  @Field(() => String, { description: 'How it begins: enough to recognise it, and nothing of its secret.' })
  prefix!: string;

  @Field(() => String, { description: 'What it is for, in words.' })
  title!: string;

  @Field(() => [ApiKeyScope], { description: 'What it may be used for.' })
  scopes!: Scope[];

  @Field(() => Int, { description: 'How often it may ask in a minute.' })
  requestsPerMinute!: number;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends.' })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null while it is not.' })
  revokedAt!: Date | null;
}

@ObjectType('CreatedApiKey', { simpleResolvers: true, description: 'A key that has just been made.' })
export class CreatedApiKey {
  @Field(() => ApiKey, { description: 'The key.' })
  apiKey!: ApiKey;

  @Field(() => String, {
    description:
      'What the machine shows as "authorization: Bearer …". Told here and never again: only its hash is kept.',
  })
  secret!: string;
}

@InputType('CreateApiKeyInput', { description: 'A key to be made.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: "What it is for, in words; at most 100 characters, and nobody's name." })
  title!: string;

  @Field(() => String, { description: 'Code of the post it acts as, of the same district.' })
  post!: string;

  @Field(() => [ApiKeyScope], { description: 'What it may be used for.' })
  scopes!: Scope[];

  @Field(() => Int, { description: 'How often it may ask in a minute: 1 to 100000.', defaultValue: 60 })
  requestsPerMinute!: number;

  @Field(() => DateTimeScalar, { description: 'When it ends: within two years.' })
  expiresAt!: Date;
}
