/**
 * `node add-up.mjs REPORT EXIT_CODE FAILURES WHAT`: prints "passed failed skipped" of a run's report, and adds to the file FAILURES
 * what failed and why. A run that reported nothing, or ended badly with no failed test, is one failure.
 */
import { appendFileSync, readFileSync } from 'node:fs';

const [report, code, failures, what] = process.argv.slice(2);
const LONGEST = 2000;

const failed = [];
const sum = { passed: 0, failed: 0, skipped: 0 };
try {
  const run = JSON.parse(readFileSync(report, 'utf8'));
  if (run.testResults === undefined) Object.assign(sum, run);
  else {
    for (const { name, status, message, assertionResults: tests } of run.testResults) {
      if (status === 'failed' && tests.length === 0) failed.push(`${name}\n${message}`);
      for (const test of tests.filter((each) => each.status === 'failed')) {
        failed.push(`${name}: ${test.fullName}\n${test.failureMessages.join('\n')}`);
      }
    }
    const skipped = run.numPendingTests + run.numTodoTests;
    Object.assign(sum, { passed: run.numPassedTests, failed: failed.length, skipped });
  }
} catch (error) {
  failed.push(`There is no report: ${error.message}`);
}
if (code !== '0' && sum.failed === 0 && failed.length === 0) failed.push(`It ended with code ${code}.`);
sum.failed = Math.max(sum.failed, failed.length);
if (failed.length > 0) {
  appendFileSync(failures, failed.map((each) => `${what}: ${each.slice(0, LONGEST)}\n\n`).join(''));
}
console.log(sum.passed, sum.failed, sum.skipped);
