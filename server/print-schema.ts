/** Writes server/schema.graphql, the contract with the client and with outside dashboards. Needs no database. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { runCommandLine } from './kernel/command-line.ts';
import { buildGraphSchema } from './kernel/graph/schema.ts';
import { resolvers } from './resolvers.ts';

const file = fileURLToPath(new URL('schema.graphql', import.meta.url));
const heading = '# Made by `npm run gen:schema` from the resolvers; edit those, not this file.\n\n';

await runCommandLine('Usage: npm run gen:schema', async (args) => {
  parseArgs({ args: [...args], options: {} });
  writeFileSync(file, `${heading}${printSchema(lexicographicSortSchema(buildGraphSchema(resolvers)))}\n`);
});
