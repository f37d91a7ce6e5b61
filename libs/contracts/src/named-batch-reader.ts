import type { ProblemItem } from './error-codes.js';
import { MAX_TIME_MS } from './frame-layout.js';
import { LIMITS } from './limits.js';
import { fromWireInteger } from './wire-number.js';

/*
 * Reads the numbers of a JSON batch: the hot path of text ingest, hence hand-written. Nothing may change on the way:
 * a number that JSON.parse has already rounded (an integer beyond ±2^53, a decimal beyond float64) is refused with a
 * word on how to write it. −0 arrives as `-0` or "-0".
 */

export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isJsonArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** One segment of a JSON pointer. */
export const segment = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const REPORTED = 100;
const SPELLED = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);
// Control characters, and halves of a surrogate pair, which no UTF-8 text can hold.
const METRIC_NAME = /^[^\p{Cc}\p{Cs}]+$/u;
const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** As Python writes them, among others. */
const BARE_NUMBER = /[[:,]\s*-?(?:NaN|Infinity)\b/;
const QUOTED = 'JSON has no NaN and no infinity: write "NaN", "Infinity" or "-Infinity" as strings';

/** Gathers what is wrong with one body. After a hundred problems it only counts on: the answer must stay readable. */
export class NamedBatchReader {
  readonly #problems: ProblemItem[] = [];

  get problems(): readonly ProblemItem[] {
    return this.#problems;
  }

  refuse(pointer: string, code: string, detail: string): undefined {
    if (this.#problems.length < REPORTED) this.#problems.push({ pointer, code, detail });
  }

  json(text: string, pointer: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return this.refuse(pointer, 'invalid_json', BARE_NUMBER.test(text) ? `${said}; ${QUOTED}` : said);
    }
  }

  onlyMembers(object: JsonObject, names: readonly string[], pointer: string): void {
    for (const name of Object.keys(object)) {
      if (names.includes(name)) continue;
      this.refuse(`${pointer}/${segment(name)}`, 'unknown_member', `known members: ${names.join(', ')}`);
    }
  }

  metricName(name: unknown, pointer: string): name is string {
    if (typeof name === 'string' && name.length <= LIMITS.metricNameCharacters && METRIC_NAME.test(name)) return true;
    this.refuse(
      pointer,
      'invalid_name',
      `a metric name has 1 to ${LIMITS.metricNameCharacters} characters and no control characters`,
    );
    return false;
  }

  /** A float64. NaN stands in for a value that was refused. */
  number(value: unknown, pointer: string): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    const spelled = typeof value === 'string' ? SPELLED.get(value) : undefined;
    if (spelled !== undefined) return spelled;
    if (typeof value === 'number') this.refuse(pointer, 'out_of_range', 'beyond float64; infinity is "Infinity"');
    else this.refuse(pointer, 'invalid_type', 'a number, or "NaN", "Infinity", "-Infinity", "-0"');
    return NaN;
  }

  numbers(values: readonly unknown[], pointer: string): Float64Array {
    const column = new Float64Array(values.length);
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      column[index] =
        typeof value === 'number' && Number.isFinite(value) ? value : this.number(value, `${pointer}/${index}`);
    }
    return column;
  }

  step(value: unknown, pointer: string): bigint {
    const step = fromWireInteger(value);
    if (step !== undefined) return step;
    if (typeof value === 'number' && Number.isInteger(value)) {
      this.refuse(pointer, 'unsafe_integer', 'an integer beyond ±2^53 was rounded on its way: write it as a string');
    } else this.refuse(pointer, 'invalid_type', 'a 64-bit integer; beyond ±2^53 as a string of digits');
    return 0n;
  }

  steps(values: readonly unknown[], pointer: string): BigInt64Array {
    const steps = new BigInt64Array(values.length);
    // Writing the halves of a safe integer spares one BigInt per step, which would cost more than the rest together.
    const halves = new Int32Array(steps.buffer);
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      if (typeof value === 'number' && Number.isSafeInteger(value)) {
        halves[2 * index] = value | 0;
        halves[2 * index + 1] = Math.floor(value / 0x1_0000_0000);
      } else steps[index] = this.step(value, `${pointer}/${index}`);
    }
    return steps;
  }

  /** A moment in ms since 1970, written so or as ISO 8601 with a zone: without one it would be the server's. */
  time(value: unknown, pointer: string): number {
    const time = typeof value === 'string' && ISO_TIME.test(value) ? Date.parse(value) : value;
    if (typeof time === 'number' && Math.abs(time) <= MAX_TIME_MS) return time;
    this.refuse(pointer, 'invalid_time', 'ms since 1970, or ISO 8601 with a zone such as 2026-01-31T12:00:00Z');
    return 0;
  }

  times(values: readonly unknown[], pointer: string): Float64Array {
    const times = new Float64Array(values.length);
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      times[index] =
        typeof value === 'number' && Math.abs(value) <= MAX_TIME_MS ? value : this.time(value, `${pointer}/${index}`);
    }
    return times;
  }
}
