import { describe, expect, test } from 'vitest';
import { readEnv } from '../../../../server/env.ts';
import { createWebServer } from '../../../../server/kernel/http/web-server.ts';
import { emptyDatabase } from '../../../support/test-database.ts';

describe('The log', () => {
  const written = async (work: (server: Awaited<ReturnType<typeof createWebServer>>) => Promise<unknown>) => {
    let text = '';
    const server = await createWebServer(readEnv({ LOG_LEVEL: 'info' }), { write: (line) => void (text += line) });
    await work(server);
    await server.close();
    return text;
  };

  test('tells the path of an address, and not the code that a sign-in comes back with', async () => {
    const text = await written(async (server) => {
      server.get('/sign-in/callback', async () => 'in');
      expect((await server.inject('/sign-in/callback?code=of-the-provider&state=of-the-browser')).statusCode).toBe(200);
    });
    expect(text).toContain('"url":"/sign-in/callback"');
    expect(text).not.toMatch(/of-the-/);
  });

  test('tells what the database refused, and neither the values nor the row', async () => {
    const { dataSource } = await emptyDatabase();
    const text = await written(async (server) => {
      server.get('/fails', () =>
        dataSource.transaction(async (manager) => {
          await manager.query('create table told (text text constraint told_short check (length(text) < 3))');
          await manager.query('insert into told values ($1)', ['井盖破损']);
        }),
      );
      expect((await server.inject('/fails')).statusCode).toBe(500);
    });
    expect(text).toContain('"constraint":"told_short"');
    expect(text).toContain('insert into told values');
    expect(text).not.toContain('井盖破损');
  });
});
