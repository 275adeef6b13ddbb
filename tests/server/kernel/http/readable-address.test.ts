import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import { demoDatabase } from '../../../support/test-database.ts';

let app: FastifyInstance;
beforeAll(async () => {
  const env = { ...readEnv({ LOG_LEVEL: 'silent' }), imports: true };
  app = (await createApp({ env, database: await demoDatabase(), client: null, demoPosts: true })).fastify;
  await app.ready();
});
afterAll(() => app.close());

/** Every path of the server with the names of its parts, as it prints them itself. */
function routes(): string[] {
  const found = new Set<string>();
  const above: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', path = ''] = /^([│ ]*)[├└]── (\S+) \(/.exec(line) ?? [];
    const depth = indent.length / 4;
    above.splice(depth, Infinity, path);
    if (path !== '') found.add(above.join(''));
  }
  return [...found].map((path) => path.replaceAll(/\|:\w+/g, ''));
}

const QUERY = [
  'asOf',
  'within',
  'layer',
  'crs',
  'limit',
  'bbox',
  'bbox-crs',
  'datetime',
  'cursor',
  'after',
  'from',
  'v',
  'code',
];
const VALUES: Readonly<Record<string, string>> = { ':file': 'grids.geojson', ':key': 'grids', ':code': '370202' };

describe('An address', () => {
  test('with what no text holds in it never fails on our side, on whatever path, in whatever part', async () => {
    const paths = routes();
    expect(paths.length).toBeGreaterThan(20);
    const faults: string[] = [];
    for (const path of paths) {
      const plain = path.replaceAll(/:\w+/g, (part) => VALUES[part] ?? '1').replace('*', 'index.html');
      const parts = [...path.matchAll(/:\w+|\*/g)].map(([part]) => part);
      const addresses = parts.flatMap((part) =>
        ['%00', 'a%00b', '%ED%A0%80', '%', '%FF', 'x'.repeat(3000)].map((bad) =>
          path.replace(part, bad).replaceAll(/:\w+/g, (other) => VALUES[other] ?? '1'),
        ),
      );
      for (const name of QUERY)
        for (const bad of ['%00', '3702%0002', '%ED%A0%80', '%FF', '%', '', '9'.repeat(3000)])
          addresses.push(`${plain}?${name}=${bad}`);
      for (const url of [...addresses, `${plain}?%00=1`]) {
        for (const method of ['GET', 'POST'] as const) {
          const { statusCode, body } = await app.inject({ method, url, headers: { accept: 'application/json' } });
          if (statusCode >= 500 && !body.includes('BUSY'))
            faults.push(`${method} ${url.slice(0, 200)}: ${statusCode} ${body.slice(0, 200)}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });

  test('with NUL in it is refused in words', async () => {
    for (const url of [
      '/exports/grids.csv?within=3702%0002',
      '/ogc/features/collections/grids/items/3702%0002',
      '/tiles/a%00.json',
    ]) {
      const answer = await app.inject(url);
      expect({ url, status: answer.statusCode }).toEqual({ url, status: 400 });
      expect(answer.json()).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringMatching(/NUL/) as string });
    }
  });
});
