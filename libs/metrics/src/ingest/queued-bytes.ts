const BOUND = 128 * 1024 * 1024;

/**
 * The bytes of batches that this process holds at once: from the moment they are announced until they are answered. Of one sender at
 * most half, so that announcements which no bytes follow leave room to the others.
 */
export class QueuedBytes {
  private held = 0;
  private readonly heldBy = new Map<string, number>();

  constructor(private readonly bound = BOUND) {}

  get bytes(): number {
    return this.held;
  }

  /** Undefined: there is no room now. Else what gives the room back; calling it again does nothing. */
  hold(bytes: number, sender?: string): (() => void) | undefined {
    const own = sender === undefined ? 0 : (this.heldBy.get(sender) ?? 0);
    // A batch larger than a bound still passes when it is alone.
    if (this.held > 0 && bytes > 0 && this.held + bytes > this.bound) return undefined;
    if (own > 0 && bytes > 0 && own + bytes > this.bound / 2) return undefined;
    this.add(bytes, sender);
    let left = bytes;
    return () => {
      this.add(-left, sender);
      left = 0;
    };
  }

  private add(bytes: number, sender: string | undefined): void {
    this.held += bytes;
    if (sender === undefined) return;
    const own = (this.heldBy.get(sender) ?? 0) + bytes;
    if (own > 0) this.heldBy.set(sender, own);
    else this.heldBy.delete(sender);
  }
}
