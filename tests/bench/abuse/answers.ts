/** Short questions with large answers. */
import { DISTRICT } from '../cases.ts';
import { compare } from '../goals.ts';
import { besideLoads, question } from './beside.ts';
import type { Scenario } from './scenario.ts';

const FULL = `queryType { name } types { kind name description fields(includeDeprecated: true) { name description
  args { name description type { ...T } defaultValue } type { ...T } isDeprecated } inputFields { name type { ...T } }
  interfaces { ...T } enumValues { name description } possibleTypes { ...T } } directives { name description locations }`;
const TYPE = 'fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';

/** The schema forty times over. */
const introspection = question(`{ ${times(40, (i) => `s${i}: __schema { ${FULL} }`)} } ${TYPE}`);

/** Outlines under eighty other names. */
const boundaries = question(
  `{ yards(within: "${DISTRICT}", first: 200) { edges { node { ${times(80, (i) => `b${i}: boundary`)} } } } }`,
);

function times(count: number, make: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => make(i)).join(' ');
}

/** An answer that is larger than this is none that a client can have meant. */
const MOST_MB = 17;

export const answers: Scenario = {
  key: 'answers',
  title: 'Short questions with large answers',
  async run(stage) {
    const sizes = [];
    for (const [name, asked] of Object.entries({ introspection, boundaries })) {
      const once = await fetch(`${stage.server.address}${asked.path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: asked.body ?? null,
      });
      const megabytes = (await once.arrayBuffer()).byteLength / 1e6;
      const figures = `${((asked.body?.length ?? 0) / 1000).toFixed(1)} kB of query, ${megabytes.toFixed(1)} MB of answer`;
      sizes.push({ name: `size of ${name}`, figures, compared: compare(megabytes, MOST_MB, { atMost: 1 }) });
    }
    const load = { clients: 4, pauseMs: 0, apart: true };
    const beside = await besideLoads(stage, [
      { name: 'introspection by 40 names', order: { ...load, requests: [introspection] } },
      { name: 'boundary by 80 names', order: { ...load, requests: [boundaries] } },
    ]);
    return [...sizes, ...beside];
  },
};
