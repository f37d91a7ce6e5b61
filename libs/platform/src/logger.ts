import pino from 'pino';

/** Structured lines on standard error. Fields come first, the sentence last; secrets never come at all. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const REDACTED = [
  'authorization',
  'token',
  'password',
  'secret',
  'apiKey',
  'key',
  '*.authorization',
  '*.token',
  '*.password',
  '*.secret',
  '*.apiKey',
  'headers.authorization',
  'headers.cookie',
];

/** Errors are logged under `err`, with stack and cause. Standard error: standard output belongs to `--json`. */
export function createLogger(name: string, level = 'info'): Logger {
  return pino(
    { name, level, base: { pid: process.pid }, redact: REDACTED, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}
