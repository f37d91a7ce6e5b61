/** What the process says when it ends. The numbers are public: `graticule --help` and docs/start.md list them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Everything worked and the study's verdict is negative. */
  notPassed: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
