/** Every command line of package.json in a process of its own: that it starts at all is not seen by what imports its parts. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childEnvironment } from '../support/child-environment.ts';
import { ownSettings, type Contents } from '../support/test-database.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const names = Object.keys(scripts).filter((name) => /^(geodata|db|gen):/.test(name));

interface Outcome {
  code: number;
  out: string;
  err: string;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'command-lines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As `npm run NAME -- …`, without npm; on no database but that of the settings, or one not yet made in a folder of its own. */
function run(
  name: string,
  args: readonly string[],
  database: { databaseUrl: string | null; dataDir: string } = { databaseUrl: null, dataDir: path.join(folder, 'none') },
): Promise<Outcome> {
  const [program = '', ...words] = (scripts[name] ?? '').split(' ');
  expect(program).toBe('tsx');
  const { databaseUrl, dataDir } = database;
  const env = childEnvironment({ DATABASE_URL: databaseUrl ?? '', DATA_DIR: dataDir });
  return new Promise((resolve) => {
    const given = ['--import', 'tsx', ...words, ...args];
    execFile(process.execPath, given, { cwd: root, env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, out, err });
    });
  });
}

describe('Command lines', () => {
  test.each(names)('%s tells how it is said, refuses what it does not know, and does nothing else', async (name) => {
    const [help, wrong] = await Promise.all([run(name, ['--help']), run(name, ['--no-such-word'])]);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain(`npm run ${name}`);
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toContain('--no-such-word');
    expect(wrong.err).toContain('Usage: ');
    expect(wrong.err).not.toMatch(/^ {4}at /m);
    expect(await readdir(folder)).not.toContain('none');
  });

  test.each<[string, Contents, readonly (readonly [string, readonly string[], number, RegExp])[]]>([
    [
      'an empty database',
      'bare',
      [
        ['db:migrate', [], 0, /^Applied 0001-land/m],
        ['db:status', [], 0, /^0001-land +applied/m],
        ['db:revert', ['none'], 1, /is not a number of migrations/],
        ['geodata:codes', ['LIST', '--published', '2023'], 0, /^2 codes of the list of 2023/m],
        ['geodata:codes', ['LIST'], 1, /Say of which year/],
        ['geodata:import', ['--list'], 0, /^/],
        ['geodata:import', [], 1, /Say which file/],
        ['geodata:check', [], 1, /holds no district/],
      ],
    ],
    [
      'the demo district',
      'demo',
      [
        ['geodata:check', ['--as-of', '2025-12-31'], 0, /^No faults/m],
        ['geodata:check', ['--as-of', '2025-02-30'], 1, /say a date as YYYY-MM-DD/],
        ['geodata:rules', [], 0, /./],
        ['geodata:demo', [], 1, /already holds data/],
        ['geodata:demo', ['--scale', 'many'], 1, /say a whole number/],
      ],
    ],
  ])(
    'do their work on %s',
    async (_title, contents, steps) => {
      const list = path.join(folder, 'list.csv');
      await writeFile(list, 'code,name\n370202,市南区\n370203,市北区\n');
      const settings = await ownSettings(contents);
      for (const [name, args, code, says] of steps) {
        const told = await run(
          name,
          args.map((word) => (word === 'LIST' ? list : word)),
          settings,
        );
        expect(told.code, `${name} ${args.join(' ')}\n${told.out}${told.err}`).toBe(code);
        expect(told.out + told.err).toMatch(says);
        expect(told.err).not.toMatch(/^ {4}at /m);
      }
    },
    600_000,
  );
});
