import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// One file for everyone, or classes of the graph exist twice ("Cannot use GraphQLObjectType from another module or realm").
const graphql = fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url));

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    globalSetup: ['tests/support/test-run.ts'],
    setupFiles: ['tests/support/setup.ts'],
    // One worker, and all files of a project in it: they share one database, and two cores are not fought over.
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    fileParallelism: false,
    // The first test that needs the demo district waits for it to be made; and a machine may have other work.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'server',
          include: ['tests/{server,geodata,architecture,support}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/client/**/*.test.{ts,tsx}'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
