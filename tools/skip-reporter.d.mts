/** A jest reporter; see skip-reporter.mjs. */
export default class SkipReporter {
  constructor(config?: unknown, options?: unknown, context?: unknown, atTheEnd?: (line: string) => void);
  onRunComplete(contexts: unknown, results: unknown): void;
  getLastError(): Error | undefined;
}
