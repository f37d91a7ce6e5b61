import SkipReporter from '../../tools/skip-reporter.mjs';

interface FakeTest {
  readonly fullName: string;
  readonly status: string;
}

function runWith(tests: readonly FakeTest[]): { lines: string[]; error: Error | undefined } {
  const lines: string[] = [];
  const { error } = console;
  console.error = () => undefined;
  try {
    const reporter = new SkipReporter({}, {}, {}, (line) => void lines.push(line));
    reporter.onRunComplete(undefined, {
      numPassedTests: tests.filter(({ status }) => status === 'passed').length,
      numFailedTests: 0,
      testResults: [{ testResults: tests, testExecError: undefined }],
    });
    return { lines, error: reporter.getLastError() };
  } finally {
    console.error = error;
  }
}

it('refuses a skipped test that the committed list does not name', () => {
  const { lines, error } = runWith([
    { fullName: 'adds', status: 'passed' },
    { fullName: 'a test somebody switched off', status: 'pending' },
  ]);
  expect(error?.message).toContain('permitted-skips.json');
  expect(lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped');
});

it('counts what passed in its last line', () => {
  const { lines, error } = runWith([{ fullName: 'adds', status: 'passed' }]);
  expect(error).toBeUndefined();
  expect(lines.at(-1)).toBe('1 passed, 0 failed, 0 skipped');
});
