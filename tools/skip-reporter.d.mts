/** A jest reporter; see skip-reporter.mjs. */
export default class SkipReporter {
  onRunComplete(contexts: unknown, results: unknown): void;
  getLastError(): Error | undefined;
}
