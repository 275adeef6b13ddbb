import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readEnv } from '../../../../server/env.ts';
import { reachPostgres } from '../../../../server/kernel/database/postgres.ts';
import { testDatabaseKind } from '../../../support/test-database.ts';
import { databaseUrl } from '../../../support/test-run.ts';

const reach = (url: string, said: string[] = []): Promise<void> =>
  reachPostgres(url, { waitSeconds: 1, onProgress: (message) => said.push(message) });

describe('A PostgreSQL server that is away', () => {
  test('is waited for, and then named with what to do', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const said: string[] = [];
    const url = `postgres://atlas:secret@127.0.0.1:${port}/atlas`;
    const refused = await reach(url, said).catch((error: unknown) => String(error));
    expect(refused).toMatch(/PostgreSQL at 127\.0\.0\.1:\d+ did not answer within 1 s \(ECONNREFUSED\)\. Start it/);
    expect(said[0]).toContain('waiting up to 1 s more');
    expect(`${refused}${said.join()}`).not.toContain('secret');
  });
});

describe.runIf(testDatabaseKind() === 'postgres')('A PostgreSQL server', () => {
  const server = readEnv().testDatabaseUrl ?? '';
  const name = `atlas_test_${inject('testRun').name}_rights`;
  const poor = `${name}_poor`;
  const admin = new pg.Client({ connectionString: server });
  const withUser = (database: string): string =>
    Object.assign(new URL(databaseUrl(server, database)), { username: poor, password: 'x' }).href;

  beforeAll(async () => {
    await admin.connect();
    await admin.query(`create database ${name}`);
    await admin.query(`create role ${poor} login password 'x'`);
  });
  afterAll(async () => {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`drop role if exists ${poor}`);
    await admin.end();
  });

  test('without the database is named with how to create it', async () => {
    await expect(reach(databaseUrl(server, 'no_such_atlas'))).rejects.toThrow(/no database "no_such_atlas".*createdb/);
  });

  test('that gives no right to create PostGIS is named with what a superuser must run', async () => {
    await expect(reach(withUser(name))).rejects.toThrow(
      /may not create the extension PostGIS.*create extension postgis/,
    );
  });

  test('gets its PostGIS when that is allowed, and is not asked twice', async () => {
    const said: string[] = [];
    await reach(databaseUrl(server, name), said);
    await reach(databaseUrl(server, name), said);
    expect(said).toEqual([expect.stringContaining('creating the extension postgis')]);
  });

  test('that gives no right to create tables is named with the grant that is missing', async () => {
    await expect(reach(withUser(name))).rejects.toThrow(
      /may not create tables in schema "public".*grant create on schema public/,
    );
  });
});
