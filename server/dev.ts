/** npm run dev: the server, started again when its files change, and the client with hot reload in front of it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readEnv } from './env.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { port } = readEnv();
const programs: readonly (readonly string[])[] = [
  ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', 'server/main.ts', '--without-client'],
  ['node_modules/vite/bin/vite.js', '--clearScreen', 'false'],
];

process.stdout.write(`The server on port ${port}; open the address that Vite prints below.\n`);
const children: ChildProcess[] = programs.map((args) => spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }));

let stopping = false;
function stop(code: number): void {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}

for (const child of children) child.on('exit', (code) => stop(code ?? 0));
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
