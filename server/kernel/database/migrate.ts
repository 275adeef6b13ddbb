/** npm run db:migrate [-- NAME] · npm run db:revert [-- STEPS|all] · npm run db:status · npm run db:grant -- ROLE */
import { asOwner, readEnv } from '../../env.ts';
import { createDatabase } from './database.ts';
import { errorMessage } from './database-error.ts';
import { migrate, revert, status } from './migrations.ts';
import { grantServing } from './serving-role.ts';

async function main(command: string | undefined, argument: string | undefined): Promise<void> {
  if (command !== 'up' && command !== 'down' && command !== 'status' && command !== 'grant') {
    throw new Error('Say up [NAME], down [STEPS|all], status or grant ROLE.');
  }
  if (command === 'grant' && argument === undefined)
    throw new Error('Name the role that serves: npm run db:grant -- ROLE');
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
  throw new Error(`"${argument}" is not a number of migrations: say a number from 1, or all.`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

main(process.argv[2], process.argv[3]).catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
