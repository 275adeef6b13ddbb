import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { migrationsFolder, readMigrations } from '../../../../server/kernel/database/migration-files.ts';
import { migrate, revert, schemaVersion, status } from '../../../../server/kernel/database/migrations.ts';
import { ownDatabase } from '../../../support/test-database.ts';
import { makeFolder } from '../../../support/test-run.ts';
import { describeSchema } from './describe-schema.ts';

describe('The migrations', () => {
  let database: Database;
  let dataSource: DataSource;
  let names: string[];
  beforeAll(async () => {
    database = await ownDatabase('bare');
    ({ dataSource } = database);
    names = (await readMigrations()).map(({ name }) => name);
  });
  afterAll(() => database.close());
  beforeEach(() => revert(dataSource, { steps: 'all' }));

  test('go up, down and up again to the same schema, and leave nothing behind', async () => {
    const before = await describeSchema(dataSource);
    expect(await migrate(dataSource)).toEqual(names);
    const first = await describeSchema(dataSource);
    expect(await revert(dataSource, { steps: 'all' })).toEqual([...names].reverse());
    expect(await describeSchema(dataSource)).toEqual(before);
    await migrate(dataSource);
    expect(await describeSchema(dataSource)).toEqual(first);
    expect(first.length).toBeGreaterThan(before.length + 100);
  });

  test('can each be taken back alone', async () => {
    const schemas = new Map<string, string[]>();
    for (const name of names) {
      await migrate(dataSource, { to: name });
      schemas.set(name, await describeSchema(dataSource));
    }
    for (const name of [...names].reverse()) {
      expect(await describeSchema(dataSource), name).toEqual(schemas.get(name));
      expect(await revert(dataSource)).toEqual([name]);
    }
  });

  test('are applied once, whoever else applies them at the same time', async () => {
    const applied = await Promise.all([migrate(dataSource), migrate(dataSource), migrate(dataSource)]);
    expect(applied.flat().sort()).toEqual(names);
    expect(await schemaVersion(dataSource)).toBe(names.at(-1));
    expect(await migrate(dataSource)).toEqual([]);
  });

  test('are refused when a file was changed after it was applied, and when the database knows more', async () => {
    const folder = makeFolder(inject('testRun'), 'migrations');
    await cp(migrationsFolder, folder, { recursive: true });
    await migrate(dataSource, { folder });
    const [first = ''] = names;
    await writeFile(join(folder, `${first}.up.sql`), '-- another history');
    await expect(migrate(dataSource, { folder })).rejects.toThrow(
      `Migration ${first} was changed after it was applied`,
    );
    expect((await status(dataSource, { folder }))[0]).toMatchObject({ name: first, state: 'changed' });
    await dataSource.query(`insert into schema_migration values ('9999-future', 'x')`);
    await expect(migrate(dataSource)).rejects.toThrow('made by a newer version');
    await dataSource.query(`delete from schema_migration where name = '9999-future'`);
  });

  test('are known by what they were before they were amended, where that has run', async () => {
    const posts = (await readMigrations()).find(({ name }) => name === '0014-posts');
    const former = 'a235bf316e21bd6cd16a9a050db9eb9ca2e9468a7e0f5898055c81aa88679087';
    expect(posts?.amends).toEqual([former]);
    await migrate(dataSource);
    await dataSource.query(`update schema_migration set checksum = $1 where name = '0014-posts'`, [former]);
    expect(await migrate(dataSource)).toEqual([]);
    expect((await status(dataSource)).every(({ state }) => state === 'applied')).toBe(true);
  });

  test('leave nothing half done, and say in which line they failed', async () => {
    const folder = makeFolder(inject('testRun'), 'migrations');
    await cp(migrationsFolder, folder, { recursive: true });
    await writeFile(join(folder, '9000-broken.up.sql'), 'create table half_done (n integer);\n\nselect nonsense;\n');
    await writeFile(join(folder, '9000-broken.down.sql'), 'drop table half_done;');
    await expect(migrate(dataSource, { folder })).rejects.toThrow('migrations/9000-broken.up.sql:3: ');
    expect(await dataSource.query(`select to_regclass('half_done') as made`)).toEqual([{ made: null }]);
    expect(await schemaVersion(dataSource)).toBe(names.at(-1));
  });
});
