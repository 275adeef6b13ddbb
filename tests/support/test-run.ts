/**
 * Before and after a run of the suite. What the tests make outside of themselves carries the run's name and is removed here.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { readEnv } from '../../server/env.ts';

export interface TestRun {
  /** Short and unique; part of the names of databases made on a server. */
  name: string;
  /** For data folders and other files of this run. */
  folder: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testRun: TestRun;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const name = randomBytes(4).toString('hex');
  const folder = resolve('.build', 'test-runs', name);
  await mkdir(folder, { recursive: true });
  project.provide('testRun', { name, folder });
  return async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    const { testDatabaseUrl } = readEnv();
    if (testDatabaseUrl) await dropDatabases(testDatabaseUrl, `atlas_test_${name}_`);
  };
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefix],
    );
    for (const { datname } of found.rows) await client.query(`drop database if exists ${datname} with (force)`);
  } finally {
    await client.end();
  }
}

export function databaseUrl(serverUrl: string, database: string): string {
  return Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href;
}

export function makeFolder(run: TestRun, name: string): string {
  return join(run.folder, `${name}-${randomBytes(3).toString('hex')}`);
}
