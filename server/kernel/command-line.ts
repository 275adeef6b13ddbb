import { errorMessage } from './database/database-error.ts';

/** The command was not said as it is to be said; how it is said is shown with the sentence. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * Runs the command line of this process. `--help` tells how it is said and does nothing; what goes wrong is a sentence on
 * the standard error and exit code 1, never a stack trace. What `parseArgs` of Node refuses counts as said wrongly, too.
 */
export async function runCommandLine(usage: string, main: (args: readonly string[]) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    await main(args);
  } catch (error) {
    process.stderr.write(`${errorMessage(error)}\n${isAboutUsage(error) ? `${usage}\n` : ''}`);
    process.exitCode = 1;
  }
}

function isAboutUsage(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
