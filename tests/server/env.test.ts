import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EnvError, readEnv } from '../../server/env.ts';

describe('The settings', () => {
  test('all have a default', () => {
    expect(readEnv({})).toMatchObject({ port: 4000, host: 'localhost', databaseUrl: null, corsOrigins: '*' });
  });

  test('that are wrong are all named at once, with what to do', () => {
    const wrong = { PORT: 'http', DATABASE_POOL_SIZE: '0', LOG_LEVEL: 'loud', CORS_ORIGINS: 'example.com' };
    expect(() => readEnv(wrong)).toThrow(EnvError);
    for (const name of Object.keys(wrong)) expect(() => readEnv(wrong)).toThrow(new RegExp(`^${name} .*:`, 'm'));
  });

  test('do not repeat a password in their complaints', () => {
    expect(() => readEnv({ DATABASE_URL: 'mysql://atlas:secret@host/db' })).toThrow(/DATABASE_URL is not the address/);
    expect(() => readEnv({ DATABASE_URL: 'mysql://atlas:secret@host/db' })).not.toThrow(/secret/);
  });

  test('are all described in .env.example, and nothing else is', () => {
    const source = readFileSync('server/env.ts', 'utf8');
    const read = new Set([...source.matchAll(/\('([A-Z_]{4,})'|source\['([A-Z_]+)'\]/g)].map(([, a, b]) => a ?? b));
    const described = new Set(
      [...readFileSync('.env.example', 'utf8').matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name),
    );
    expect([...described].sort()).toEqual([...read].sort());
  });
});
