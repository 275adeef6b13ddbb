import { spawn } from 'node:child_process';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../env.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where the built client stands. */
export const clientFolder = join(root, '.build', 'client');

/** Whether the client has been built, and after the last change of its sources. */
export async function clientIsFresh(): Promise<boolean> {
  const built = await stat(join(clientFolder, 'index.html')).catch(() => null);
  if (!built) return false;
  const changed = await Promise.all(
    ['client', 'vite.config.ts', 'package-lock.json'].map((path) => lastChange(join(root, path))),
  );
  return Math.max(...changed) <= built.mtimeMs;
}

/** Builds it in a process of its own, beside the old one, which it then replaces. */
export async function buildClient(): Promise<void> {
  const draft = `${clientFolder}.${process.pid}`;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await run([vite, 'build', '--outDir', draft, '--emptyOutDir', '--logLevel', 'error']);
  const old = `${draft}.old`;
  await rename(clientFolder, old).catch(() => undefined);
  await rename(draft, clientFolder);
  await rm(old, { recursive: true, force: true });
}

async function lastChange(path: string): Promise<number> {
  const own = await stat(path).catch(() => null);
  if (!own?.isDirectory()) return own?.mtimeMs ?? 0;
  const names = await readdir(path);
  return Math.max(own.mtimeMs, ...(await Promise.all(names.map((name) => lastChange(join(path, name))))));
}

function run(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // Under a test runner NODE_ENV says otherwise, and a build for development would be served by the next start.
    const env = childEnvironment({ NODE_ENV: 'production' });
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const orphaned = (): boolean => child.kill();
    process.once('exit', orphaned);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => {
      process.off('exit', orphaned);
      if (code === 0) resolve();
      else reject(new Error(`The client could not be built:\n${output.trim()}`));
    });
  });
}
