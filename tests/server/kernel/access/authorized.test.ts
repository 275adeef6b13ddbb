import { graphql, type GraphQLSchema } from 'graphql';
import { Authorized, Field, FieldResolver, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { Figure, kindsOf } from '../../../../server/kernel/access/authorized.ts';
import { PostKind, type Viewer } from '../../../../server/kernel/access/viewer.ts';
import type { RequestContext } from '../../../../server/kernel/graph/context.ts';
import { buildGraphSchema } from '../../../../server/kernel/graph/schema.ts';

@ObjectType('AuthorizedThing', { simpleResolvers: true, description: 'For this test.' })
class Thing {
  @Field(() => String, { description: 'For everyone.' })
  open = 'open';

  @Authorized<PostKind>()
  @Field(() => String, { nullable: true, description: 'For any post.' })
  inner = 'inner';

  @Authorized<PostKind>(PostKind.DASHBOARD)
  @Figure()
  @Field(() => Int, { nullable: true, description: 'A figure.' })
  figure = 7;
}

@Resolver(() => Thing)
class ThingResolver {
  @Query(() => Thing, { description: 'For everyone.' })
  thing(): Thing {
    return new Thing();
  }

  @Authorized<PostKind>(PostKind.DISTRICT_PLANNER)
  @FieldResolver(() => String, { nullable: true, description: 'For planners.' })
  plan(): string {
    return 'plan';
  }

  @Authorized<PostKind>(PostKind.DISTRICT_PLANNER)
  @Mutation(() => Boolean, { description: 'For planners.' })
  change(): boolean {
    return true;
  }
}

describe('@Authorized', () => {
  let schema: GraphQLSchema;
  beforeAll(() => {
    schema = buildGraphSchema([ThingResolver]);
  });
  const asks = async (source: string, asked: Partial<Viewer> | null): Promise<unknown> => {
    const viewer = asked && { scopes: null, ...asked };
    const { data, errors } = await graphql({ schema, source, contextValue: { viewer } as RequestContext });
    return errors?.[0]
      ? `${String(errors[0].extensions['code'])}: ${errors[0].message}`
      : JSON.parse(JSON.stringify(data));
  };
  const planner: Partial<Viewer> = { kind: 'DISTRICT_PLANNER' };

  test('leaves fields alone that do not have it', async () => {
    expect(await asks('{ thing { open } }', null)).toEqual({ thing: { open: 'open' } });
  });

  test('holds for plain properties, for resolvers and for what is changed', async () => {
    for (const source of ['{ thing { inner } }', '{ thing { plan } }', 'mutation { change }'])
      expect(await asks(source, null), source).toBe('UNAUTHENTICATED: Sign in: this is not for everyone.');
    expect(await asks('{ thing { inner plan } }', planner)).toEqual({ thing: { inner: 'inner', plan: 'plan' } });
    expect(await asks('mutation { change }', planner)).toEqual({ change: true });
  });

  test('tells other kinds of post whose it is', async () => {
    expect(await asks('mutation { change }', { kind: 'GRID' })).toBe(
      'FORBIDDEN: "change" is for posts of kind DISTRICT_PLANNER; yours is GRID.',
    );
    expect(await asks('{ thing { inner } }', { kind: 'GRID' })).toEqual({ thing: { inner: 'inner' } });
  });

  test('lets an API key do no more than its scopes say', async () => {
    const figures: Partial<Viewer> = { kind: 'DASHBOARD', scopes: ['READ_FIGURES'] };
    expect(await asks('{ thing { open figure } }', figures)).toEqual({ thing: { open: 'open', figure: 7 } });
    expect(await asks('{ thing { inner } }', figures)).toMatch(/^FORBIDDEN: "inner" needs .* READ_ISSUES/);
    const reads: Partial<Viewer> = { ...planner, scopes: ['READ_ISSUES'] };
    expect(await asks('{ thing { plan } }', reads)).toEqual({ thing: { plan: 'plan' } });
    expect(await asks('mutation { change }', reads)).toMatch(/^FORBIDDEN: "change" needs .* CHANGE_ISSUES/);
    expect(await asks('mutation { change }', { ...planner, scopes: ['CHANGE_ISSUES'] })).toEqual({ change: true });
  });

  test('can be read off the schema', () => {
    const fields = schema.getType('AuthorizedThing');
    if (!fields || !('getFields' in fields)) throw new Error('no type');
    const marked = Object.values(fields.getFields()).map((field) => [field.name, kindsOf(field as never)]);
    expect(Object.fromEntries(marked)).toEqual({
      open: undefined,
      inner: [],
      figure: ['DASHBOARD'],
      plan: ['DISTRICT_PLANNER'],
    });
  });
});
