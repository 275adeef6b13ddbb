import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';

export type Resolvers = readonly [object, ...object[]];

const conventions = `
What holds for the whole graph.

Dates: a question is about one date, "asOf": the state at the end of that day. Every object says in "asOf" at which date it is
seen, and events after it have not happened yet. Periods are half-open: "validFrom" is the first day, "validTo" the first day
no longer; they are told whole, so an end may lie after "asOf", and null means that no end is known.

Places: a code is text and begins with the code of the level above. "within" takes the code of any area and means everything
in it at the date. Coordinates are longitude and latitude in degrees, CGCS2000 (EPSG:4490). Lengths are metres, areas square
metres.

Pages: lists are pages of 50, at most 200 with "first". Go on with "after" set to "endCursor" while "hasNextPage" is true.
"totalCount" counts the whole list.

Errors: "extensions.code" is BAD_USER_INPUT or NOT_FOUND with the argument's path in "extensions.argument" (such as
"bounds.west"), LIMIT_EXCEEDED when a query asks for too much at once, GRAPHQL_PARSE_FAILED or GRAPHQL_VALIDATION_FAILED when
it does not fit this schema, OPERATION_RESOLUTION_FAILURE when it holds several operations and names none, BAD_REQUEST when the
request is not that of GraphQL over HTTP, INTERNAL_SERVER_ERROR with an "errorId" for the log when the fault is ours.

Provenance: say beside every figure where it comes from. SYNTHETIC data is made up for demonstration.
`.trim();

/** The executable schema of these resolvers. Needs no database. */
export function buildGraphSchema(resolvers: Resolvers): GraphQLSchema {
  const schema = buildSchemaSync({
    // Arguments are checked where they are used, with sentences that name them; class-validator has nothing to add.
    resolvers: [...resolvers] as unknown as Parameters<typeof buildSchemaSync>[0]['resolvers'],
    validate: false,
  });
  schema.description = conventions;
  const query = schema.getQueryType();
  if (query) query.description = 'Everything that can be asked, at any date. Nothing can be changed here.';
  return schema;
}
