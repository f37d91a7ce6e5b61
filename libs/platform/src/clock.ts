/** Time is passed in, so that a test can own it. Claims and leases never use it: there the database's clock decides. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
