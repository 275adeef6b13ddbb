import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../../../env.ts';
import { DatabaseUnusable, errorCode } from '../database-error.ts';
import { addressOf } from '../server-address.ts';

export type Program = 'pg_dump' | 'pg_restore';

export interface ProgramOptions {
  /** Where programs are looked for, instead of PATH. */
  path?: string | undefined;
}

/** Runs one of PostgreSQL's own programs and returns what it prints. */
export async function runProgram(
  program: Program,
  args: readonly string[],
  { url, path }: ProgramOptions & { url?: string } = {},
): Promise<string> {
  const env = childEnvironment({ LC_ALL: 'C', ...(path === undefined ? {} : { PATH: path }), ...passwordOf(url) });
  const child = spawn(program, [...args, ...(url === undefined ? [] : [`--dbname=${withoutPassword(url)}`])], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = `${complaints}${text}`.slice(-4000)));
  const [code] = (await once(child, 'close').catch((error: unknown) => {
    throw errorCode(error) === 'ENOENT' ? missing(program) : error;
  })) as [number | null];
  if (code !== 0) throw new DatabaseUnusable(`${program} failed: ${firstLine(complaints)}`);
  return printed;
}

/** Rejects where a program is missing, or older than a server: it would not understand it. */
export async function checkProgram(program: Program, serverMajor: number, options: ProgramOptions): Promise<void> {
  const told = await runProgram(program, ['--version'], options);
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(told)?.[1]);
  if (major >= serverMajor) return;
  throw new DatabaseUnusable(
    `${told.trim()} is older than the server, which is PostgreSQL ${serverMajor}. Install the programs of version ` +
      `${serverMajor} or newer on this machine (on Debian: the package postgresql-client-${serverMajor}).`,
  );
}

function missing(program: Program): DatabaseUnusable {
  return new DatabaseUnusable(
    `${program} is not installed on this machine, or not found on PATH. Install PostgreSQL's client programs, of the ` +
      "server's version or newer (on Debian: the package postgresql-client-<version>).",
  );
}

function firstLine(complaints: string): string {
  const lines = complaints.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /error|fatal/i.test(line)) ?? lines[0] ?? 'it does not say why').trim();
}

/** Arguments can be read by everyone on the machine, the environment cannot. */
function passwordOf(url: string | undefined): Record<string, string> {
  const password = url === undefined ? '' : new URL(addressOf(url).hosts[0]).password;
  return password === '' ? {} : { PGPASSWORD: decodeURIComponent(password) };
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^:/?#]*):[^/?#]*@/, '$1@');
}
