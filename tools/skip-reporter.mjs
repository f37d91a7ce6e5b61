// Ends a test run with the line `N passed, N failed, N skipped` and refuses a skip that nobody has agreed to:
// tests/permitted-skips.json names every test that may be skipped (by a prefix of its full name) and why.
import { readFileSync } from 'node:fs';

const permitted = JSON.parse(readFileSync(new URL('../tests/permitted-skips.json', import.meta.url), 'utf8'));
const isPermitted = (name) => permitted.some(({ test }) => name.startsWith(test));

export default class SkipReporter {
  #stray = [];

  onRunComplete(_contexts, results) {
    const tests = results.testResults.flatMap((file) => file.testResults);
    const skipped = tests.filter((test) => test.status === 'pending' || test.status === 'todo');
    this.#stray = skipped.map((test) => test.fullName).filter((name) => !isPermitted(name));
    for (const name of this.#stray) console.error(`skipped without permission: ${name}`);
    for (const { fullName } of skipped.filter((test) => isPermitted(test.fullName)))
      console.error(`skipped: ${fullName} (${permitted.find(({ test }) => fullName.startsWith(test)).reason})`);
    // A file that could not be run at all has no tests of its own to count.
    const broken = results.testResults.filter((file) => file.testExecError).length;
    const failed = results.numFailedTests + broken + this.#stray.length;
    console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped.length - this.#stray.length} skipped`);
  }

  getLastError() {
    return this.#stray.length > 0
      ? new Error('a test was skipped that tests/permitted-skips.json does not name')
      : undefined;
  }
}
