/** How long to wait before a part that died is started again. Pure: the caller owns the clock and the waiting. */
export class BackOff {
  private failures = 0;

  constructor(private readonly limits: { firstMs: number; mostMs: number; healthyAfterMs: number }) {}

  /** livedMs: how long the part ran this time. A part that ran well starts over at the shortest pause. */
  afterDeath(livedMs: number): number {
    this.failures = livedMs >= this.limits.healthyAfterMs ? 1 : this.failures + 1;
    return Math.min(this.limits.mostMs, this.limits.firstMs * 2 ** (this.failures - 1));
  }
}
