const BOUND = 128 * 1024 * 1024;

/** The bytes of batches that this process holds at once: from their arrival until they are answered. */
export class QueuedBytes {
  private held = 0;

  constructor(private readonly bound = BOUND) {}

  get bytes(): number {
    return this.held;
  }

  /** Undefined: there is no room now. Else what gives the room back; calling it again does nothing. */
  hold(bytes: number): (() => void) | undefined {
    // A batch larger than the whole bound still passes when it is alone.
    if (this.held > 0 && bytes > 0 && this.held + bytes > this.bound) return undefined;
    this.held += bytes;
    let left = bytes;
    return () => {
      this.held -= left;
      left = 0;
    };
  }
}
