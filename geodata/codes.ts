/** npm run geodata:codes -- FILE.csv --published YEAR: the national list of divisions, or part of it, to compare files with. */
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { ImportService } from '../server/exchange/import.service.ts';
import { readEnv } from '../server/env.ts';
import { runCommandLine, UsageError } from '../server/kernel/command-line.ts';
import { createDatabase } from '../server/kernel/database/database.ts';
import { migrate } from '../server/kernel/database/migrations.ts';

const USAGE = 'Usage: npm run geodata:codes -- FILE.csv --published YEAR';

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { published: { type: 'string' } },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new UsageError('Say one file.');
  if (!/^\d{4}$/.test(values.published ?? '')) throw new UsageError('Say of which year the list is.');
  const database = await createDatabase(readEnv());
  try {
    await migrate(database.dataSource);
    const count = await ImportService.loadCodes(database.dataSource, path, values.published ?? '');
    process.stdout.write(`${count} codes of the list of ${values.published ?? ''} are known now.\n`);
  } finally {
    await database.close();
  }
}

await runCommandLine(USAGE, main);
