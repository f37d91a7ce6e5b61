/** What Postgres says of a value that its types do not hold. */
const UNSTORABLE = new Set([
  '22P02', // no text of the type
  '22P05', // U+0000, or a lone surrogate, in jsonb
  '22021', // U+0000, or bytes that are no UTF-8, in text
  '22003', // a number out of range
]);

/**
 * True when Postgres refused a value of the request. The contracts refuse such values by their place; this catches what
 * they let through. Looks through causes, and through what Prisma wraps.
 */
export function isUnstorable(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; isRecord(at) && depth < 8; at = at['cause'], depth++) {
    if (saysUnstorable(at['code']) || saysUnstorable(at['originalCode'])) return true;
    const meta = at['meta'];
    if (isRecord(meta) && isUnstorable(meta['driverAdapterError'])) return true;
  }
  return false;
}

const saysUnstorable = (code: unknown): boolean => typeof code === 'string' && UNSTORABLE.has(code);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
