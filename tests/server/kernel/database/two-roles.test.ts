import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { childEnvironment, readEnv } from '../../../../server/env.ts';
import { createDatabase, type Database } from '../../../../server/kernel/database/database.ts';
import { migrate, requireSchema, revert } from '../../../../server/kernel/database/migrations.ts';
import { checkServing, grantServing } from '../../../../server/kernel/database/serving-role.ts';
import { FIRST_QUESTION } from '../../../../server/land/first-question.ts';
import { loadDemo } from '../../../../geodata/load-demo.ts';
import { aKey, MOVE } from '../../../support/case-factories.ts';
import { asPost, caseWith, eventsOf } from '../../../support/desk.ts';
import { ImportDesk } from '../../../support/import-files.ts';
import { testDatabaseKind } from '../../../support/test-database.ts';
import { databaseUrl } from '../../../support/test-run.ts';

const CADRE = '370202007-CADRE-01';

describe.runIf(testDatabaseKind() === 'postgres')('On a PostgreSQL where one role owns and another serves', () => {
  const server = readEnv().testDatabaseUrl ?? '';
  const name = `atlas_test_${inject('testRun').name}_roles`;
  const [owner, serving, stranger] = ['owner', 'serving', 'stranger'].map((role) => `${name}_${role}`) as [
    string,
    string,
    string,
  ];
  const admin = new pg.Client({ connectionString: server });
  const urlOf = (user: string): string =>
    Object.assign(new URL(databaseUrl(server, name)), { username: user, password: 'x' }).href;
  const as = (user: string): Promise<Database> =>
    createDatabase(
      { ...readEnv(), databaseUrl: urlOf(user) },
      { entities: async () => (await import('../../../../server/entities.ts')).entities },
    );
  let tables: Database;

  // As access.md says: an administrator makes what only administrators may.
  beforeAll(async () => {
    await admin.connect();
    await admin.query(
      `do $$ begin create role atlas_viewer nologin; exception when duplicate_object or unique_violation then null; end $$`,
    );
    for (const role of [owner, serving, stranger]) await admin.query(`create role ${role} login password 'x'`);
    await admin.query(`grant atlas_viewer to ${owner}`);
    await admin.query(`create database ${name} owner ${owner}`);
    const there = new pg.Client({ connectionString: databaseUrl(server, name) });
    await there.connect();
    await there.query('create extension postgis');
    await there.end();
    tables = await as(owner);
  });
  afterAll(async () => {
    await tables.close();
    await admin.query(`drop database if exists ${name} with (force)`);
    for (const role of [owner, serving, stranger]) await admin.query(`drop role if exists ${role}`);
    await admin.end();
  });

  test('an owner who may make no roles migrates, there and back', async () => {
    await migrate(tables.dataSource);
    await revert(tables.dataSource, { steps: 'all' });
    await migrate(tables.dataSource);
    await loadDemo(tables.dataSource, {});
    await checkServing(tables.dataSource, FIRST_QUESTION);
  });

  test('whoever was granted nothing is told what to ask for, in a sentence', async () => {
    const { dataSource, close } = await as(stranger);
    await expect(migrate(dataSource)).rejects.toThrow(/schema_migration.*run npm run db:grant/);
    await expect(requireSchema(dataSource)).rejects.toThrow(/run npm run db:grant/);
    await expect(checkServing(dataSource, FIRST_QUESTION)).rejects.toThrow(
      new RegExp(`User "${stranger}" may not work with .*npm run db:grant -- ${stranger}`),
    );
    await close();
    await expect(grantServing(tables.dataSource.manager, 'nobody_here')).rejects.toThrow(
      /There is no role.*create role/,
    );
    await expect(tables.dataSource.transaction((manager) => grantServing(manager, serving))).rejects.toThrow(
      new RegExp(`Let an administrator say: grant atlas_viewer to "${serving}"`),
    );
  });

  test('the role that serves answers and takes cases, and can change neither the schema nor the history', async () => {
    await admin.query(`grant atlas_viewer to ${serving}`);
    await tables.dataSource.transaction((manager) => grantServing(manager, serving));
    const env = childEnvironment({
      DATABASE_URL: urlOf(serving),
      MIGRATE: 'never',
      HOST: '127.0.0.1',
      PORT: '0',
      npm_lifecycle_event: null,
    });
    const { dataSource, close } = await as(serving);
    expect(await migrate(dataSource)).toEqual([]);
    await checkServing(dataSource, FIRST_QUESTION);
    for (const forbidden of [
      'drop table audit_entry',
      'alter table area add x int',
      'truncate audit_entry',
      `delete from schema_migration`,
    ]) {
      await expect(dataSource.query(forbidden)).rejects.toThrow(/must be owner|permission denied/);
    }
    const { createApp } = await import('../../../../server/app.ts');
    const app = await createApp({
      env: readEnv({ LOG_LEVEL: 'error' }),
      database: { dataSource, kind: 'postgres' },
      client: null,
      demoPosts: true,
    });
    const base = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
    const question = `{ issueCases(list: MINE, first: 1) { totalCount } area(code: "370202") { name } }`;
    expect(await asPost(base, '370202-PLANNER-01', question)).toMatchObject({ area: { name: '市南区' } });
    const kept = await dataSource.query<{ sessions: number }[]>('select count(*)::int as sessions from post_session');
    expect(kept[0]?.sessions).toBe(1);
    expect((await fetch(`${base}/health/ready`)).status).toBe(200);
    const known = await caseWith(base, CADRE, 'CHECK');
    await asPost(base, CADRE, MOVE, { ...known, action: 'CHECK', key: aKey() });
    expect((await eventsOf(base, CADRE, known.code)).at(-1)).toBe('CHECK');
    const desk = await ImportDesk.open(dataSource);
    const ground = [120.9, 36.4, 120.92, 36.42] as const;
    await desk.write('districts', [{ properties: { code: '370299', name: '区' }, ground }], { asOf: '2020-01-01' });
    await desk.clear();
    await desk.close();
    await app.close();
    await close();

    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts', '--without-client'], { env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    while (!/is at http/.test(said) && child.exitCode === null)
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    expect(said).toMatch(/is at http/);
    child.kill('SIGKILL');
  });

  test('what later migrations make is granted to it, and until then it does not start', async () => {
    const served = await as(serving);
    const [last = ''] = await revert(tables.dataSource);
    await expect(requireSchema(served.dataSource)).rejects.toThrow(
      `lacks ${last}. Run npm run db:migrate as the owner`,
    );
    await tables.dataSource.query('create table later (n integer); alter table later enable row level security');
    await expect(checkServing(served.dataSource, FIRST_QUESTION)).rejects.toThrow('may not work with');
    await migrate(tables.dataSource);
    await requireSchema(served.dataSource);
    await checkServing(served.dataSource, FIRST_QUESTION);
    await served.dataSource.query('insert into later values (1)');
    expect(await served.dataSource.query('select n from later')).toEqual([{ n: 1 }]);
    await served.close();
  });
});
