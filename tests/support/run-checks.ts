/**
 * `npm run check`: everything that must hold beside the tests, one step after the other, all of them even when one fails.
 * With `--summary FILE` the sums are also written as JSON.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** What to run when it fails. */
  readonly remedy?: string;
}

const STEPS: readonly Step[] = [
  { name: 'types', command: ['npm', 'run', '--silent', 'check:types'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'check:lint'], remedy: 'npm run fix:lint' },
  { name: 'format', command: ['npm', 'run', '--silent', 'check:format'], remedy: 'npm run fix:format' },
  {
    name: 'import arrows and habits',
    command: ['npx', '--no-install', 'vitest', 'run', '--no-color', 'tests/architecture'],
  },
  { name: 'generated files are fresh', command: ['npm', 'run', '--silent', 'check:generated'] },
];

const { values } = parseArgs({ options: { summary: { type: 'string' } } });
let failed = 0;
for (const step of STEPS) {
  const started = performance.now();
  const { code, output } = await run(step.command);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'}  ${step.name} (${seconds} s)`);
  if (code === 0) continue;
  failed++;
  console.log(output.trimEnd().replace(/^/gm, '      '));
  if (step.remedy) console.log(`      Try: ${step.remedy}`);
}
console.log(failed === 0 ? 'All checks hold.' : `${failed} of ${STEPS.length} checks failed.`);
if (values.summary) writeFileSync(values.summary, JSON.stringify({ passed: STEPS.length - failed, failed }));
process.exitCode = failed === 0 ? 0 : 1;

function run([program, ...args]: Step['command']): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
