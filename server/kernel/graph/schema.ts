import 'reflect-metadata';
import { createPubSub } from '@graphql-yoga/subscription';
import { isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type AuthChecker } from 'type-graphql';
import { authChecker, markAuthorized } from '../access/authorized.ts';
import type { PostKind } from '../access/viewer.ts';
import { tellWhichChangeRuns } from './changes-plugin.ts';
import type { GraphContext } from './context.ts';
import { markCursors } from './cursors.ts';
import { dateIds, noteDays } from './dated-ids.ts';
import { refuseUnsayable } from './texts.ts';

export type Resolvers = readonly [object, ...object[]];

const conventions = `
What holds for the whole graph.

Dates: a question is about one date, "asOf": the state at the end of that day. Every object says in "asOf" at which date it is
seen, and events after it have not happened yet. The id of an object that was asked for with "asOf" holds the date. Periods are half-open: "validFrom" is the first day, "validTo" the first day
no longer; they are told whole, so an end may lie after "asOf", and null means that no end is known.

Places: a code is text and begins with the code of the level above. "within" takes the code of any area and means everything
in it at the date. Coordinates are longitude and latitude in degrees, CGCS2000 (EPSG:4490). Lengths are metres, areas square
metres.

Pages: lists are pages of 50, at most 200 with "first". Go on with "after" set to "endCursor" while "hasNextPage" is true.
A cursor is good for the list it came from: the same field, asked with the same arguments.
"totalCount" counts the whole list.

Who asks: what is said here is for everyone, unless a field says otherwise. Posts (岗位) sign in at /sign-in, or show a token or
an API key ("authorization: Bearer …"); what a post may not see does not exist for it.

Errors: "extensions.code" is BAD_USER_INPUT or NOT_FOUND with the argument's path in "extensions.argument" (such as
"bounds.west"), UNAUTHENTICATED when nobody is signed in and it is not for everyone, FORBIDDEN when the post may see it and not
do it, CONFLICT when somebody else was first (with how things stand now in "extensions"), POST_CHANGED when a change was made as
another post than the one that is signed in by now, PERSONAL_DATA when a text points at one person, LIMIT_EXCEEDED when a query
asks for too much at once (the headers "graphql-cost" and "graphql-cost-limit" tell what a question costs and may),
BUSY when there is no room for it now ("retryAfterSeconds" says when to ask again), GRAPHQL_PARSE_FAILED or
GRAPHQL_VALIDATION_FAILED when it does not fit this schema, OPERATION_RESOLUTION_FAILURE when it holds several operations and
names none, BAD_REQUEST when the request is not that of GraphQL over HTTP, INTERNAL_SERVER_ERROR with an "errorId" for the log when the fault is ours.

Changes: a change that comes with the cookie of a page says the post it is made as, in a header "atlas-post"; with a token or a
key there is no need to. An error with "extensions.committed" came after the change was made and only its answer could not be
read; one with INTERNAL_SERVER_ERROR and without it may have come before or after: send the same again under the same
"idempotencyKey", which is answered and done once.

Provenance: say beside every figure where it comes from. SYNTHETIC data is made up for demonstration.
`.trim();

/** The executable schema of these resolvers. Needs no database. */
export function buildGraphSchema(resolvers: Resolvers): GraphQLSchema {
  const schema = buildSchemaSync({
    // Arguments are checked where they are used, with sentences that name them; class-validator has nothing to add.
    resolvers: [...resolvers] as unknown as Parameters<typeof buildSchemaSync>[0]['resolvers'],
    validate: false,
    // Demanded as soon as there are subscriptions; ours come from iterables of their own.
    pubSub: createPubSub(),
    authChecker: authChecker as AuthChecker<GraphContext, PostKind>,
  });
  markAuthorized(schema);
  tellWhichChangeRuns(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    dateIds(type);
    for (const field of Object.values(type.getFields())) {
      markCursors(field);
      refuseUnsayable(field);
    }
  }
  const query = schema.getQueryType();
  if (query) noteDays(query);
  schema.description = conventions;
  const describe = (type: GraphQLObjectType | undefined | null, description: string): void => {
    if (type) type.description = description;
  };
  describe(schema.getQueryType(), 'Everything that can be asked. Asking changes nothing.');
  describe(
    schema.getMutationType(),
    'Everything that posts can change, each in one transaction: all of it or nothing.',
  );
  describe(schema.getSubscriptionType(), 'What can be followed as it happens, over a WebSocket or server-sent events.');
  return schema;
}
