import type { IngestOutcome } from './writer.js';

type Outcome = IngestOutcome['kind'] | 'failed';

const OUTCOMES = [
  'accepted',
  'duplicate',
  'gap',
  'stale',
  'closed',
  'unknown',
  'busy',
  'malformed',
  'invalid',
  'failed',
] as const satisfies readonly Outcome[];

/** What became of the batches of one process since it started. `failed`: the store could not say. */
export class IngestReport {
  private readonly counts = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  private accepted = 0;

  /** Batches by their outcome, every outcome included. */
  get batches(): ReadonlyMap<Outcome, number> {
    return this.counts;
  }

  /** Points of accepted batches. */
  get points(): number {
    return this.accepted;
  }

  note(outcome: Outcome, points = 0): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
    this.accepted += points;
  }
}
