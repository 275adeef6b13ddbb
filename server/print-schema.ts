/** Writes server/schema.graphql, the contract with the client and with outside dashboards. Needs no database. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildGraphSchema } from './kernel/graph/schema.ts';
import { resolvers } from './resolvers.ts';

const file = fileURLToPath(new URL('schema.graphql', import.meta.url));
const heading = '# Made by `npm run gen:schema` from the resolvers; edit those, not this file.\n\n';

writeFileSync(file, `${heading}${printSchema(lexicographicSortSchema(buildGraphSchema(resolvers)))}\n`);
