/** Where jobs wait. */
export type QueueConnection =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'redis'; readonly url: string };

/** Redis for redis:// and rediss://, Postgres for everything else. */
export function queueConnection(url: string): QueueConnection {
  return { kind: /^rediss?:/.test(url) ? 'redis' : 'postgres', url };
}
