import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { childEnvironment } from '../../server/env.ts';
import { ownSettings, testDatabaseKind } from '../support/test-database.ts';
import { makeFolder } from '../support/test-run.ts';

describe('npm start', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  interface Started {
    child: ChildProcess;
    output: () => string;
    /** What stands in the first line that matches. */
    said: (pattern: RegExp) => Promise<string>;
    exitCode: Promise<unknown>;
  }

  function start(changes: Record<string, string | null>): Started {
    const env = childEnvironment({
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: null,
      npm_lifecycle_event: null,
      ...changes,
    });
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts', '--without-client'], { env });
    children.push(child);
    let text = '';
    const exitCode = once(child, 'exit').then(([code]) => code as unknown);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const said = async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = pattern.exec(text);
        if (found) return found[1] ?? found[0];
        await Promise.race([once(child.stdout, 'data'), exitCode]);
        if (child.exitCode !== null && !pattern.test(text)) throw new Error(`It ended without saying so:\n${text}`);
      }
    };
    return { child, output: () => text, said, exitCode };
  }

  test('serves what is there, and Ctrl-C stops it with nothing left behind', async () => {
    const { databaseUrl, dataDir } = await ownSettings('demo');
    const place = { DATABASE_URL: databaseUrl ?? '', DATA_DIR: dataDir };
    for (const round of [1, 2]) {
      const { child, said, output, exitCode } = start(place);
      const address = await said(/is at (http:\S+) /);
      const answer = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ area(code: "370202") { name } }' }),
      });
      expect([round, await answer.json()]).toEqual([round, { data: { area: { name: '市南区' } } }]);
      expect(output()).not.toContain('loading the demo district');
      child.kill('SIGINT');
      expect(await exitCode).toBe(0);
      expect(output()).toMatch(/stopped\n$/);
    }
  });

  test.runIf(testDatabaseKind() === 'embedded')(
    'makes its database when there is none, and makes good what a kill interrupted',
    async () => {
      const place = { DATA_DIR: makeFolder(inject('testRun'), 'first-start') };
      for (const interrupted of [/creating the embedded database/, /Writing shapes/]) {
        const { child, said, exitCode } = start(place);
        await said(interrupted);
        child.kill('SIGKILL');
        await exitCode;
      }
      const { child, said, output, exitCode } = start(place);
      const address = await said(/is at (http:\S+) /);
      const query = '{ grids(within: "370202", first: 1, asOf: "2025-12-31") { totalCount } }';
      const answer = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      expect(await answer.json()).toEqual({ data: { grids: { totalCount: 349 } } });
      expect(output()).toContain('loading the demo district');
      child.kill('SIGINT');
      expect(await exitCode).toBe(0);
    },
    300_000,
  );

  test('says at once, and in one sentence, that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { output, exitCode } = start({ PORT: String(port) });
    expect(await exitCode).toBe(1);
    expect(output()).toMatch(new RegExp(`^\\[.*\\] Port ${port} is in use by another program\\. .*\\n$`));
    other.close();
  });

  test('says what is wrong with a setting, and what to do', async () => {
    const { output, exitCode } = start({ PORT: 'eighty' });
    expect(await exitCode).toBe(1);
    expect(output()).toContain('PORT is "eighty": set it to a whole number');
  });

  test('says that the server of DATABASE_URL is away, and ends', async () => {
    const away = 'postgres://atlas:secret@127.0.0.1:1/atlas';
    const { output, exitCode } = start({ DATABASE_URL: away, DATABASE_WAIT_SECONDS: '0' });
    expect(await exitCode).toBe(1);
    expect(output()).toContain('PostgreSQL at 127.0.0.1:1 did not answer');
    expect(output()).not.toContain('secret');
  });
});
