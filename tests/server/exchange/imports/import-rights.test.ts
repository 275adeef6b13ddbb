import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../../server/app.ts';
import { readEnv } from '../../../../server/env.ts';
import { openSession } from '../../../../server/kernel/access/sessions.ts';
import type { Viewer } from '../../../../server/kernel/access/viewer.ts';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { aDistrict, aSource } from '../../../support/factories.ts';
import { viewerOf } from '../../../support/post-factories.ts';
import { ownDatabase } from '../../../support/test-database.ts';

describe('Files come in from far', () => {
  let database: Database;
  let fastify: FastifyInstance;
  let planner: Viewer;
  let official: Viewer;
  let stranger: Viewer;

  beforeAll(async () => {
    database = await ownDatabase('empty');
    const env = { ...readEnv({ ALLOWED_HOSTS: 'atlas.example' }), logLevel: 'silent' as const };
    ({ fastify } = await createApp({ env, database, client: null, imports: false }));
    const { manager } = database.dataSource;
    await aSource(manager);
    const district = await aDistrict(manager, { code: '370298' });
    planner = await viewerOf(manager, 'DISTRICT_PLANNER', { of: district });
    official = await viewerOf(manager, 'ADMINISTRATOR', { of: district });
    stranger = await viewerOf(manager, 'DISTRICT_PLANNER', { of: await aDistrict(manager, { code: '370299' }) });
  });
  afterAll(async () => {
    await fastify.close();
    await database.close();
  });

  const asks = async (
    viewer: Viewer | null,
    method: 'GET' | 'POST',
    path: string,
    payload?: string,
  ): Promise<LightMyRequestResponse> => {
    const session = viewer && (await openSession(database.dataSource, viewer.postId));
    return fastify.inject({
      method,
      url: `/imports${path}`,
      ...(payload !== undefined && { payload }),
      headers: {
        host: 'atlas.example',
        ...(payload !== undefined && { 'content-type': 'application/octet-stream' }),
        ...(session && { cookie: `atlas_session=${session.token}`, 'atlas-post': viewer.postCode }),
      },
    });
  };
  const upload = (viewer: Viewer | null, code: string): Promise<LightMyRequestResponse> =>
    asks(viewer, 'POST', '?fileName=a.csv&layer=subdistricts&asOf=2025-01-01', `街道代码,街道名称\n${code},试验街道\n`);

  test('from a planner who is signed in, and nobody else, who is told both ways', async () => {
    expect((await upload(planner, '370298001')).statusCode).toBe(201);
    const refused = await upload(null, '370298001');
    expect(refused.statusCode).toBe(403);
    expect(refused.json<{ message: string }>().message).toMatch(/district planners.*HOST=localhost/);
    expect((await upload(official, '370298001')).statusCode).toBe(403);
  });

  test('about the planner’s own district only: what is about another is thrown away', async () => {
    const answer = await upload(planner, '370299001');
    expect(answer.statusCode).toBe(403);
    expect(answer.json<{ message: string }>().message).toContain('not in your district (370298)');
    const kept = await database.dataSource.query(`select from import_row where starts_with(code, '370299')`);
    expect(kept).toEqual([]);
  });

  test('and are there for planners of that district alone', async () => {
    const { key } = (await upload(planner, '370298002')).json<{ key: string }>();
    const listed = async (viewer: Viewer): Promise<boolean> =>
      (await asks(viewer, 'GET', '')).json<{ imports: { key: string }[] }>().imports.some((run) => run.key === key);
    expect([await listed(planner), await listed(stranger)]).toEqual([true, false]);
    for (const path of ['', '/rows', '/findings'])
      expect((await asks(stranger, 'GET', `/${key}${path}`)).statusCode).toBe(404);
    expect((await asks(stranger, 'POST', `/${key}/confirm`)).statusCode).toBe(404);
    expect((await asks(planner, 'GET', `/${key}`)).statusCode).toBe(200);
  });
});
