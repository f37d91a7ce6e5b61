import { mulberry32 } from './shared/mulberry32.js';
import type { Seeds } from './training-context.js';

/** The seeds of a run: three unrelated 32-bit numbers drawn from its own. */
export function seedsOfRun(seed: number | bigint): Seeds {
  // All 64 bits count; a small seed is its own lower half.
  const whole = BigInt.asUintN(64, BigInt(seed));
  const draw = mulberry32(Number(BigInt.asIntN(32, whole ^ (whole >> 32n))));
  const next = () => Math.floor(draw() * 4_294_967_296);
  return { data: next(), init: next(), order: next() };
}
