import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url));

export interface Migration {
  /** '0001-land' */
  name: string;
  up: string;
  down: string;
  /** SHA-256 of `up`, whatever the line ends. */
  checksum: string;
  /**
   * Checksums of what the file was before it was amended, from its lines `-- amends SHA-256`. A migration is amended only where
   * it could not run somewhere, and only so that nothing changes where it has run.
   */
  amends: readonly string[];
}

/** The migrations of a folder in order: NNNN-name.up.sql, each with its NNNN-name.down.sql. */
export async function readMigrations(folder: string = migrationsFolder): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const names = new Set<string>();
  for (const file of files) {
    const name = /^(\d{4}-[a-z0-9-]+)\.(?:up|down)\.sql$/.exec(file)?.[1];
    if (!name) throw new Error(`migrations/${file}: name it 0001-some-words.up.sql or 0001-some-words.down.sql.`);
    names.add(name);
  }
  const numbers = [...names].map((name) => name.slice(0, 4));
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  if (twice) throw new Error(`Two migrations have the number ${twice}: give one of them the next free number.`);

  const read = async (name: string, direction: 'up' | 'down'): Promise<string> => {
    const file = `${name}.${direction}.sql`;
    if (!files.includes(file)) throw new Error(`migrations/${file} is missing: every migration has an up and a down.`);
    return (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
  };
  return Promise.all(
    [...names].map(async (name) => {
      const up = await read(name, 'up');
      const checksum = createHash('sha256').update(up).digest('hex');
      const amends = [...up.matchAll(/^-- amends ([0-9a-f]{64})$/gm)].map(([, former = '']) => former);
      return { name, up, down: await read(name, 'down'), checksum, amends };
    }),
  );
}
