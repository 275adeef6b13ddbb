/** One client whose documents are wrong in as many places as fit into a few kilobytes. */
import { besideLoads, question } from './beside.ts';
import type { Scenario } from './scenario.ts';

const BYTES = 4800;

const repeated = (make: (i: number) => string): string => {
  let text = '';
  for (let i = 0; text.length < BYTES; i += 1) text += make(i);
  return text;
};

const DOCUMENTS = {
  directives: `{ districts ${repeated((i) => `@d${i} `)} { totalCount } }`,
  variables: `query (${repeated((i) => `$v${i}: Int! `)}) { districts { totalCount } }`,
  'unknown fields': `{ ${repeated((i) => `f${i} `)} }`,
  'values that do not fit': `{ ${repeated((i) => `a${i}: area(code: 1) { id } `)} }`,
  'the same field again and again': `{ ${repeated(() => 'districts(first: 1) { totalCount } ')} }`,
};

export const validation: Scenario = {
  key: 'validation',
  title: 'One client sends 4.8 kB of wrong GraphQL, again and again',
  run: (stage) =>
    besideLoads(
      stage,
      Object.entries(DOCUMENTS).map(([name, query]) => ({
        name,
        order: { requests: [question(query)], clients: 1, pauseMs: 0, apart: true },
      })),
    ),
};
