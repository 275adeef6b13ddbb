import { describe, expect, test } from 'vitest';
import { emptyDatabase } from '../../support/test-database.ts';

describe('entities', () => {
  test('declare the columns the migrations make, and whether they may be empty', async () => {
    const { dataSource } = await emptyDatabase();
    const rows = await dataSource.query<{ table_name: string; column_name: string; is_nullable: string }[]>(
      `select table_name, column_name, is_nullable from information_schema.columns where table_schema = 'public'`,
    );
    const made = new Map(rows.map((row) => [`${row.table_name}.${row.column_name}`, row.is_nullable === 'YES']));
    const differing = dataSource.entityMetadatas.flatMap(({ tableName, columns, childEntityMetadatas }) =>
      columns
        .map((column) => ({ name: `${tableName}.${column.databaseName}`, nullable: column.isNullable }))
        // In the one table of all areas a column may be empty because other levels do not have it.
        .filter(
          ({ name, nullable }) => made.get(name) !== nullable && !(childEntityMetadatas.length > 0 && made.get(name)),
        )
        .map(({ name }) => name),
    );
    expect(dataSource.entityMetadatas.length).toBeGreaterThan(5);
    expect(differing).toEqual([]);
  });

  test('never make the schema themselves', async () => {
    const { dataSource } = await emptyDatabase();
    expect(dataSource.options).toMatchObject({ synchronize: false, migrationsRun: false });
  });
});
