import type { RunKey } from '@graticule/contracts';
import type { Writer } from '../ingest/writer.js';

/** One batch as the journal keeps it: the bytes exactly as they were sent. */
export interface JournalBatch {
  readonly writer: bigint;
  readonly sequence: bigint;
  readonly points: number;
  readonly body: Uint8Array;
}

export type AppendOutcome =
  | { readonly kind: 'accepted'; readonly nextSequence: bigint }
  | { readonly kind: 'duplicate'; readonly nextSequence: bigint }
  | { readonly kind: 'gap'; readonly expected: bigint }
  | { readonly kind: 'stale' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'unknown' };

export type BindingOutcome = AppendOutcome | { readonly kind: 'bound'; readonly bindings: Bindings };

/** Metric id → the axis version that the series of this run is bound to. */
export type Bindings = ReadonlyMap<number, number>;

/** Attempt `attempt` began at `startStep`: what earlier attempts logged there or later is superseded. */
export interface Cut {
  readonly attempt: number;
  readonly startStep: bigint;
}

export interface JournalRow {
  readonly id: bigint;
  readonly writer: bigint;
  readonly attempt: number;
  readonly body: Uint8Array;
}

/** Where measurements are kept. Every method touches one run. */
export interface MetricStore {
  /** Durable when it resolves. A batch whose (writer, sequence) is known changes nothing. */
  append(writer: Writer, batch: JournalBatch): Promise<AppendOutcome>;
  /**
   * Like `append`, and binds series to their axis version in the same transaction. `bound` lists what the series hold when
   * one of them is bound to another version already; then nothing is stored.
   */
  appendBinding(writer: Writer, batch: JournalBatch, wanted: Bindings): Promise<BindingOutcome>;
  bindings(run: RunKey, metrics: readonly number[]): Promise<Bindings>;
}
