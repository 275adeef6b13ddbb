/** A process that writes to the embedded database in its first argument and says what has been acknowledged. */
import { createDatabase } from '../../../../server/kernel/database/database.ts';
import { readEnv } from '../../../../server/env.ts';

const dataDir = process.argv[2] ?? '';
const database = await createDatabase({ ...readEnv({}), dataDir }).catch((error: unknown) => {
  process.stdout.write(`refused: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(3);
});
const { dataSource } = database;
await dataSource.query('create table if not exists kept (n integer primary key, filler text)');
const [{ last }] = (await dataSource.query('select coalesce(max(n), 0) as last from kept')) as [{ last: number }];
for (let n = last + 1; ; n += 1) {
  await dataSource.transaction((manager) =>
    manager.query('insert into kept (n, filler) values ($1, repeat($2, 500))', [n, String(n)]),
  );
  process.stdout.write(`${n}\n`);
}
