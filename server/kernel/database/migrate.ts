/** npm run db:migrate [-- NAME] · npm run db:revert [-- STEPS|all] · npm run db:status · npm run db:grant -- ROLE */
import { parseArgs } from 'node:util';
import { asOwner, readEnv } from '../../env.ts';
import { runCommandLine, UsageError } from '../command-line.ts';
import { createDatabase } from './database.ts';
import { migrate, revert, status } from './migrations.ts';
import { grantServing } from './serving-role.ts';

const USAGE =
  'Usage: npm run db:migrate -- [NAME] · npm run db:revert -- [STEPS|all] · npm run db:status · npm run db:grant -- ROLE';

async function main(args: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [command, argument, ...others] = positionals;
  const known = command === 'up' || command === 'down' || command === 'status' || command === 'grant';
  if (!known || others.length > 0) {
    throw new UsageError('Say up [NAME], down [STEPS|all], status or grant ROLE.');
  }
  if (command === 'grant' && argument === undefined) throw new UsageError('Name the role that serves.');
  const database = await createDatabase(asOwner(readEnv()), { onProgress: print });
  const { dataSource } = database;
  try {
    if (command === 'up') {
      const names = await migrate(dataSource, {
        ...(argument === undefined ? {} : { to: argument }),
        onProgress: (name, done, total) => print(`${done + 1}/${total} ${name}`),
      });
      print(names.length > 0 ? `Applied ${names.join(', ')}.` : 'Nothing to apply: the schema is up to date.');
    } else if (command === 'grant') {
      await dataSource.transaction((manager) => grantServing(manager, argument ?? ''));
      print(
        `The role "${argument}" may serve, with MIGRATE=never. What later migrations make is granted to it by them.`,
      );
    } else if (command === 'down') {
      const names = await revert(dataSource, { steps: stepsFrom(argument) });
      print(names.length > 0 ? `Reverted ${names.join(', ')}.` : 'Nothing to revert: there is no schema.');
    } else {
      for (const { name, state, appliedAt } of await status(dataSource)) {
        print(`${name}  ${state}${appliedAt ? ` ${appliedAt.toISOString()}` : ''}`);
      }
    }
  } finally {
    await database.close();
  }
}

function stepsFrom(argument: string | undefined): number | 'all' {
  if (argument === undefined) return 1;
  if (argument === 'all') return 'all';
  const steps = Number(argument);
  if (Number.isInteger(steps) && steps > 0) return steps;
  throw new UsageError(`"${argument}" is not a number of migrations: say a number from 1, or all.`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await runCommandLine(USAGE, main);
