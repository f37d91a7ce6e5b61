/** What the folds of one process have done since it started. */
export class FoldReport {
  private done = 0;
  private packed = 0;

  get folds(): number {
    return this.done;
  }

  /** Points that left the journal. */
  get points(): number {
    return this.packed;
  }

  /** Counts a fold that was committed. */
  note(points: number): void {
    this.done += 1;
    this.packed += points;
  }
}
