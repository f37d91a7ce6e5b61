/** Codes that say "not now": of sockets, of Postgres starting, stopping or full, and of a statement that ran out of time to connect. */
const NOT_NOW = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '08000',
  '08001',
  '08003',
  '08006',
  '53300', // too many connections
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now
  'P1001', // Prisma: cannot reach the server
  'P1002',
  'P1017', // Prisma: the server closed the connection
  'P2024', // Prisma: no connection in time
]);

/** pg gives a few of its own errors no code at all; they are recognised by the class of message it builds itself. */
const CODELESS = new Set([
  'Connection terminated unexpectedly',
  'Connection terminated',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
]);

/**
 * True when the database cannot be reached now and the same request may succeed later. Looks through causes, through what
 * several addresses of one host answered, and through what Prisma wraps.
 */
export function isUnavailable(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; isRecord(at) && depth < 8; at = at['cause'], depth++) {
    if (saysNotNow(at['code']) || saysNotNow(at['originalCode'])) return true;
    if (at['code'] === 'ENOENT' && at['syscall'] === 'connect') return true; // a unix socket that is gone
    if (at instanceof Error && at['code'] === undefined && CODELESS.has(at.message)) return true;
    if (at instanceof AggregateError && at.errors.some(isUnavailable)) return true;
    const meta = at['meta'];
    if (isRecord(meta) && isUnavailable(meta['driverAdapterError'])) return true;
  }
  return false;
}

const saysNotNow = (code: unknown): boolean => typeof code === 'string' && NOT_NOW.has(code);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
