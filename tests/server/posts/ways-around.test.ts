import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../server/app.ts';
import { readEnv } from '../../../server/env.ts';
import { exportedFields } from '../../../server/exchange/exports/export-statements.ts';
import { issueLayer } from '../../../server/issues/issue-layer.ts';
import { checkedText } from '../../../server/issues/cases/case-lookups.ts';
import { findPersonal } from '../../../server/kernel/access/screening.ts';
import { emptyDatabase } from '../../support/test-database.ts';

describe('Ways around', () => {
  let fastify: FastifyInstance;

  beforeAll(async () => {
    const env = { ...readEnv({}), logLevel: 'silent' as const, liveConnections: 0 };
    ({ fastify } = await createApp({ env, database: await emptyDatabase(), client: null }));
  });
  afterAll(() => fastify.close());

  test.each(['/graphql/stream', '/graphql/stream?more', '/graphql/%73tream'])(
    'the limit of connections holds for events at %s, and pages of other origins show no cookie there',
    async (url) => {
      const ask = (headers: Record<string, string>) => fastify.inject({ method: 'POST', url, headers, payload: {} });
      expect((await ask({})).statusCode).toBe(503);
      const foreign = { origin: 'https://elsewhere.example', cookie: 'atlas_session=x' };
      expect((await ask(foreign)).statusCode).toBe(403);
    },
  );

  test('files tell of cases to keys that may read issues, and to no others', () => {
    const named = (scopes: string[] | null) =>
      exportedFields(issueLayer, { kind: 'DISTRICT_PLANNER', scopes }).map(({ name }) => name);
    expect(named(null)).toContain('dueAt');
    expect(named(['READ_ISSUES'])).toEqual(named(null));
    for (const scopes of [['READ_FIGURES'], ['CHANGE_ISSUES']]) {
      expect(named(scopes)).toEqual(exportedFields(issueLayer, null).map(({ name }) => name));
    }
  });

  test('a text that is too long is not looked through, and every telephone number of a shorter one is found', () => {
    expect(() => checkedText('input.text', '13800138000 '.repeat(1000))).toThrow('longer than 2000 characters');
    expect(findPersonal('13800138000 '.repeat(10_000))).toHaveLength(10_000);
  });

  test('a telephone number is found through signs that are not seen', () => {
    expect(findPersonal('138\u00ad0013\u00ad8000')).toMatchObject([{ kind: 'MOBILE' }]);
  });
});
