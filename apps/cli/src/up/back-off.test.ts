import { BackOff } from './back-off.js';

const backOff = () => new BackOff({ firstMs: 200, mostMs: 1_000, healthyAfterMs: 30_000 });

describe('BackOff', () => {
  it('doubles the pause of a part that keeps dying, up to a bound', () => {
    const pauses = backOff();
    expect([1, 2, 3, 4, 5].map(() => pauses.afterDeath(50))).toEqual([200, 400, 800, 1_000, 1_000]);
  });

  it('starts over after the part has run well', () => {
    const pauses = backOff();
    pauses.afterDeath(50);
    pauses.afterDeath(50);
    expect(pauses.afterDeath(60_000)).toBe(200);
    expect(pauses.afterDeath(50)).toBe(400);
  });
});
