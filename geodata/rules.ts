/** npm run geodata:rules [-- FILE…]: workflows, deadlines, score schemes and calendars in; without a file those of the house. */
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { readEnv } from '../server/env.ts';
import { runCommandLine } from '../server/kernel/command-line.ts';
import { createDatabase } from '../server/kernel/database/database.ts';
import { migrate } from '../server/kernel/database/migrations.ts';
import { loadRules, readRuleFiles, shippedRules } from './load-rules.ts';

const USAGE = 'Usage: npm run geodata:rules -- [FILE…]    without a file: the rules of the house';

async function main(args: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const files = positionals.length > 0 ? await readRuleFiles(positionals) : await shippedRules();
  const database = await createDatabase(readEnv());
  try {
    await migrate(database.dataSource);
    const told = await database.dataSource.transaction((manager) => loadRules(manager, files));
    process.stdout.write(`${told.join('\n')}\n`);
  } finally {
    await database.close();
  }
}

await runCommandLine(USAGE, main);
