/** How the sending stands: open, or closed for good and why. */
export type LogState =
  /** Sending. */
  | 'open'
  /** `finish` was called. */
  | 'closed'
  /** Another attempt has taken over the run: stop training. */
  | 'superseded'
  /** The run has ended on the service: cancelled, or finished by somebody else. */
  | 'ended'
  /** The service refuses the credential or does not know the run. */
  | 'refused';

/** Every point that was logged is in exactly one of accepted, pending, refused and dropped. */
export interface FlushReport {
  readonly state: LogState;
  /** Points stored: the service acknowledged them after its commit. */
  readonly accepted: number;
  /** Points not yet acknowledged. */
  readonly pending: number;
  /** Points that can never be stored: not a number, an unusable name, refused by the service. `problems` says why. */
  readonly refused: number;
  /** Points thrown away: over the memory bound while the service could not be reached, or logged after the end. */
  readonly dropped: number;
  /** The first hundred things that went wrong, in words. */
  readonly problems: readonly string[];
}

const KEPT = 100;

/** Counts what became of every point, and tells the log once about each kind of mishap. */
export class Ledger {
  logged = 0;
  accepted = 0;
  refused = 0;
  dropped = 0;
  readonly problems: string[] = [];

  constructor(private readonly log: (message: string) => void) {}

  get pending(): number {
    return this.logged - this.accepted - this.refused - this.dropped;
  }

  report(state: LogState): FlushReport {
    const { accepted, pending, refused, dropped } = this;
    return { state, accepted, pending, refused, dropped, problems: [...this.problems] };
  }

  note(problem: string): void {
    if (this.problems.length >= KEPT || this.problems.includes(problem)) return;
    this.problems.push(problem);
    this.log(problem);
  }

  refuse(points: number, problem: string): void {
    this.refused += points;
    this.note(problem);
  }

  drop(points: number, problem: string): void {
    this.dropped += points;
    this.note(problem);
  }
}
