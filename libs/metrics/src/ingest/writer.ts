import type { ProblemItem, ProjectKey, RunKey } from '@graticule/contracts';

/** In whose name a batch is written: the run, and the attempt that its credential speaks for. */
export interface Writer {
  readonly runKey: RunKey;
  readonly projectKey: ProjectKey;
  readonly attempt: number;
  readonly epoch: bigint;
}

/** What became of a batch. Only `accepted` stored anything; every other outcome left the run as it was. */
export type IngestOutcome =
  | { readonly kind: 'accepted'; readonly accepted: number; readonly nextSequence: bigint }
  | { readonly kind: 'duplicate'; readonly nextSequence: bigint }
  | { readonly kind: 'gap'; readonly expected: bigint }
  | { readonly kind: 'stale' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'busy'; readonly retryAfterSeconds: number }
  | { readonly kind: 'malformed'; readonly at: number; readonly detail: string }
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemItem[] };
