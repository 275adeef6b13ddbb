import { createHash } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readEnv } from '../../../../server/env.ts';
import { registerClient } from '../../../../server/kernel/http/static-client.ts';
import { createWebServer } from '../../../../server/kernel/http/web-server.ts';
import { makeFolder } from '../../../support/test-run.ts';

const pageWith = (script: string) => `<!doctype html><script>${script}</script><script src="/x.js"></script>`;
const hashOf = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

let folder: string;
let server: FastifyInstance;

beforeAll(async () => {
  folder = makeFolder(inject('testRun'), 'static-client');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), pageWith('first()'));
  await writeFile(join(folder, 'assets', 'main-a1b2c3.js'), 'export const plain = 1;\n'.repeat(200));
  await writeFile(join(folder, 'assets', 'main-a1b2c3.js.br'), brotliCompressSync('compressed by the build'));
  server = await createWebServer(readEnv({ LOG_LEVEL: 'silent' }));
  await registerClient(server, folder);
});
afterAll(() => server.close());

const policyOf = async (url: string) => String((await server.inject(url)).headers['content-security-policy']);

describe('the built client', () => {
  test('is sent as the build compressed it, and plain to who takes nothing else', async () => {
    const url = '/assets/main-a1b2c3.js';
    const packed = await server.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers).toMatchObject({
      'content-encoding': 'br',
      vary: expect.stringContaining('accept-encoding') as string,
    });
    expect(packed.headers['content-type']).toContain('javascript');
    expect(brotliDecompressSync(packed.rawPayload).toString()).toBe('compressed by the build');
    const plain = await server.inject({ url, headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body).toContain('plain');
  });

  test('may run the script that stands in its page, and no other', async () => {
    expect(await policyOf('/?place=370202')).toContain(`script-src 'self' ${hashOf('first()')};`);
    expect(await policyOf('/assets/main-a1b2c3.js')).toContain(`script-src 'self';`);
  });

  test('may run the new one when it was built anew', async () => {
    await writeFile(join(folder, 'index.html'), pageWith('second()'));
    await utimes(join(folder, 'index.html'), new Date(), new Date(Date.now() + 5000));
    expect(await policyOf('/')).toContain(`script-src 'self' ${hashOf('second()')};`);
  });
});
