// Ends a test run with the line `N passed, N failed, N skipped` and refuses a skip that nobody has agreed to:
// tests/permitted-skips.json names every test that may be skipped , by its full name, and why.
import { readFileSync } from 'node:fs';

const permitted = JSON.parse(readFileSync(new URL('../tests/permitted-skips.json', import.meta.url), 'utf8'));
const isPermitted = (name) => permitted.some(({ test }) => name === test);

export default class SkipReporter {
  #stray = [];
  #atTheEnd;

  /** Jest prints its own summary after every reporter has spoken; whoever reads the last line wants ours. */
  constructor(_config, _options, _context, atTheEnd = (line) => process.once('exit', () => console.log(line))) {
    this.#atTheEnd = atTheEnd;
  }

  onRunComplete(_contexts, results) {
    const tests = results.testResults.flatMap((file) => file.testResults);
    const skipped = tests.filter((test) => test.status === 'pending' || test.status === 'todo');
    this.#stray = skipped.map((test) => test.fullName).filter((name) => !isPermitted(name));
    for (const name of this.#stray) console.error(`skipped without permission: ${name}`);
    for (const { fullName } of skipped.filter((test) => isPermitted(test.fullName)))
      console.error(`skipped: ${fullName} (${permitted.find(({ test }) => test === fullName).reason})`);
    // A file that could not be run at all has no tests of its own to count.
    const broken = results.testResults.filter((file) => file.testExecError).length;
    const failed = results.numFailedTests + broken + this.#stray.length;
    const line = `${results.numPassedTests} passed, ${failed} failed, ${skipped.length - this.#stray.length} skipped`;
    this.#atTheEnd(line);
  }

  getLastError() {
    return this.#stray.length > 0
      ? new Error('a test was skipped that tests/permitted-skips.json does not name')
      : undefined;
  }
}
