/**
 * `npm run check:generated`: makes the generated files anew and compares. Whatever it finds, it leaves the files as they were.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

// The documents are typed against the schema, so the schema comes first.
const GENERATED = [
  { file: 'server/schema.graphql', script: 'gen:schema' },
  { file: 'client/api/generated.ts', script: 'gen:documents' },
  { file: 'client/api/generated-late.ts', script: 'gen:documents' },
] as const;

const faults: string[] = [];
const before = GENERATED.map(({ file }) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined));
try {
  for (const [index, { file, script }] of GENERATED.entries()) {
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], { encoding: 'utf8' });
    if (status !== 0) faults.push(`"npm run ${script}" failed, so ${file} could not be compared:\n${stdout}${stderr}`);
    else if (before[index] === undefined)
      faults.push(`${file} is not checked in: run "npm run ${script}" and commit it.`);
    else if (readFileSync(file, 'utf8') !== before[index])
      faults.push(`${file} is stale: run "npm run ${script}" and commit what it writes.`);
  }
} finally {
  for (const [index, { file }] of GENERATED.entries()) {
    const text = before[index];
    if (text === undefined) rmSync(file, { force: true });
    else if (readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
  }
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
