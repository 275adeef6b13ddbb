/** npm run geodata:check [-- --as-of DATE] */
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { readEnv } from '../server/env.ts';
import { runCommandLine, UsageError } from '../server/kernel/command-line.ts';
import { createDatabase } from '../server/kernel/database/database.ts';
import { checkLand } from './check-land.ts';
import type { CheckResult } from './check-land.ts';

const USAGE = 'Usage: npm run geodata:check -- [--as-of DATE]';

/** Faults of one rule that are written out. */
const SHOWN = 20;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { 'as-of': { type: 'string' } } });
  const asOf = values['as-of'];
  if (asOf !== undefined && !isDate(asOf)) throw new UsageError(`--as-of is "${asOf}": say a date as YYYY-MM-DD.`);
  const database = await createDatabase(readEnv());
  try {
    const result = await checkLand(database.dataSource, asOf);
    process.stdout.write(report(result));
    if (result.rules.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

export function report({ asOf, rules, counts }: CheckResult): string {
  const lines = [`Checked as of ${asOf}`, ''];
  for (const { name, holds, faults } of rules) {
    lines.push(
      `${faults.length === 0 ? 'holds ' : 'FAULTS'} ${String(faults.length).padStart(6)}  ${name.padEnd(18)} ${holds}`,
    );
    for (const { code, fault } of faults.slice(0, SHOWN)) lines.push(`                 ${code} ${fault}`);
    if (faults.length > SHOWN) lines.push(`                 … and ${faults.length - SHOWN} more`);
  }
  const districts = [...new Set(counts.map(({ districtCode }) => districtCode))].sort();
  for (const district of districts) {
    lines.push('', `${district}`);
    for (const { what, count } of counts.filter(({ districtCode }) => districtCode === district)) {
      lines.push(`  ${what.padEnd(26)}${String(count).padStart(7)}`);
    }
  }
  const total = rules.reduce((sum, { faults }) => sum + faults.length, 0);
  lines.push('', total === 0 ? 'No faults.' : `${total} ${total === 1 ? 'fault' : 'faults'}.`, '');
  return lines.join('\n');
}

if (import.meta.filename === process.argv[1]) await runCommandLine(USAGE, main);
