/*
 * Whole numbers as a base and planes of what each number, or each difference from the one before, has beyond it. All is computed in
 * doubles: the numbers are within ±2^53, and a column whose span is beyond 2^48 is left to others, so nothing is ever rounded.
 */

export interface IntegerPlanes {
  /** Of what the planes are: deltas where the numbers rise or fall, values where they go up and down. */
  readonly of: 'values' | 'deltas';
  /** The first number. */
  readonly first: bigint;
  /** The smallest value or delta; with no planes: every one. */
  readonly base: bigint;
  /** [bytes][n], the lowest first; 0 in the place of the first delta. */
  readonly planes: readonly Uint8Array[];
}

/** Differences within it are exact, for the numbers are. */
const EXACT = 2 ** 52;
/** Six bytes: beyond, planes of the numbers' bytes are no larger. */
const WIDEST = 2 ** 48;
const NO_PLANES: readonly Uint8Array[] = [];

/** Undefined where differences are too wide. integers [n], whole and within ±2^53. O(n). */
export function packIntegers(integers: Float64Array): IntegerPlanes | undefined {
  const even = packPace(integers);
  if (even !== undefined) return even;
  const first = integers[0]!;
  let [lowest, highest, least, most] = [first, first, Infinity, -Infinity];
  for (let i = 1; i < integers.length; i++) {
    const value = integers[i]!;
    const delta = value - integers[i - 1]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    if (delta < least) least = delta;
    if (delta > most) most = delta;
  }
  const rises = most - least < highest - lowest;
  const [base, span] = rises ? [least, most - least] : [lowest, highest - lowest];
  if (span >= WIDEST || (rises && (least < -EXACT || most > EXACT))) return undefined;
  const rest = new Float64Array(integers.length);
  if (rises) for (let i = 1; i < rest.length; i++) rest[i] = integers[i]! - integers[i - 1]! - base;
  else for (let i = 0; i < rest.length; i++) rest[i] = integers[i]! - base;
  const planes = planesOf(rest, Math.ceil(Math.log2(span + 1) / 8));
  return { of: rises ? 'deltas' : 'values', first: BigInt(rises ? first : 0), base: BigInt(base), planes };
}

/** Undefined where the numbers do not all differ by the same. O(n). */
export function packPace(integers: Float64Array): IntegerPlanes | undefined {
  const first = integers[0] ?? 0;
  const pace = integers.length > 1 ? integers[1]! - first : 0;
  if (Math.abs(pace) > EXACT) return undefined;
  for (let i = 2; i < integers.length; i++) if (integers[i]! - integers[i - 1]! !== pace) return undefined;
  if (pace === 0) return { of: 'values', first: 0n, base: BigInt(first), planes: NO_PLANES };
  return { of: 'deltas', first: BigInt(first), base: BigInt(pace), planes: NO_PLANES };
}

function planesOf(rest: Float64Array, width: number): Uint8Array[] {
  const planes: Uint8Array[] = [];
  for (let unit = 1; planes.length < width; unit *= 256) {
    const plane = new Uint8Array(rest.length);
    if (planes.length < 4) {
      const shift = 8 * planes.length;
      for (let i = 0; i < plane.length; i++) plane[i] = rest[i]! >>> shift;
    } else for (let i = 0; i < plane.length; i++) plane[i] = Math.floor(rest[i]! / unit);
    planes.push(plane);
  }
  return planes;
}

/** into [n]. O(n · planes). */
export function unpackIntegers(packed: IntegerPlanes, into: Float64Array): void {
  const { first, base, planes } = packed;
  into.fill(Number(base));
  let unit = 1;
  for (const plane of planes) {
    for (let i = 0; i < into.length; i++) into[i]! += plane[i]! * unit;
    unit *= 256;
  }
  if (packed.of === 'values' || into.length === 0) return;
  let value = Number(first);
  into[0] = value;
  for (let i = 1; i < into.length; i++) into[i] = value += into[i]!;
}
