import { stepsAsDoubles } from '../read/step-order.js';
import { joinPlanes, splitPlanes } from './byte-planes.js';
import { CorruptTile } from './corrupt-tile.js';
import { putWords, wordsOf } from './int64-words.js';
import { type IntegerPlanes, packIntegers, packPace, unpackIntegers } from './integer-planes.js';
import { packSmooth, smoothOrder, unpackSmooth } from './smooth-planes.js';

/*
 * One column of numbers as a short description and planes of bytes. Every kind gives back every bit (of NaN: that it is one);
 * a kind is taken only after a look at the whole column has shown that it can.
 */

export type Column = Float64Array | BigInt64Array | Uint32Array;

export interface PackedColumn extends Omit<IntegerPlanes, 'of'> {
  readonly kind: number;
  /** Of whole numbers: the powers of ten that make them of decimals. Of a smooth curve: how often differences were taken. */
  readonly scale: number;
}

/** raw: bytes as they lie in memory. bytes: planes of them. values, deltas: of whole numbers. Numbers of the format. */
const KIND = { raw: 0, bytes: 1, values: 2, deltas: 3, float32: 4, constant: 5, smooth: 6 } as const;

const PLAIN = { scale: 0, first: 0n, base: 0n } as const;
const SCALES = [1, 2, 3, 4, 5, 6] as const;
/** A decimal is taken when it has fewer planes than noise has in the doubles, or in the float32s, that hold the same. */
const FEWER_PLANES = { float64: 6, float32: 4 } as const;

/** The smallest of the kinds that fit. O(n). */
export function packColumn(column: Column): PackedColumn {
  const integers = asIntegers(column);
  const counted = integers === undefined ? undefined : packIntegers(integers);
  if (counted !== undefined) return ofIntegers(counted, 0);
  return column instanceof Float64Array ? packDoubles(column) : packBytes(column);
}

/** Without a look at more than the steps' pace: for columns that are soon written again. O(n). */
export function packQuickly(column: Column): PackedColumn {
  const integers = column instanceof Float64Array ? undefined : asIntegers(column);
  const pace = integers === undefined ? undefined : packPace(integers);
  if (pace !== undefined) return ofIntegers(pace, 0);
  return { kind: KIND.raw, ...PLAIN, planes: [bytesOf(column)] };
}

/** How many bytes each plane of a column has. */
export function planeSize(kind: number, column: Column): number {
  return kind === KIND.raw ? column.byteLength : column.length;
}

export function unpackColumn(packed: PackedColumn, into: Column): void {
  const { kind, planes, first, scale } = packed;
  if (planes.length !== planesOf(packed, into)) throw new CorruptTile(`${planes.length} planes of the kind ${kind}`);
  if (kind === KIND.raw) bytesOf(into).set(planes[0]!);
  else if (kind === KIND.bytes) joinPlanes(planes, wordsOf(into));
  else if (kind === KIND.values) putIntegers({ ...packed, of: 'values' }, scale, into);
  else if (kind === KIND.deltas) putIntegers({ ...packed, of: 'deltas' }, scale, into);
  else if (!(into instanceof Float64Array)) throw new CorruptTile(`a column of integers has the kind ${kind}`);
  else if (kind === KIND.constant) into.fill(new Float64Array(BigInt64Array.of(first).buffer)[0]!);
  else if (kind === KIND.smooth) unpackSmooth(planes, scale, into);
  else putSingles(planes, into);
}

/** How many planes a column of this kind has; where any number will do, its own. */
function planesOf({ kind, planes }: PackedColumn, { BYTES_PER_ELEMENT: width }: Column): number {
  switch (kind) {
    case KIND.raw:
      return 1;
    case KIND.bytes:
      return width;
    case KIND.values:
    case KIND.deltas:
      return Math.min(planes.length, 6);
    case KIND.float32:
      return 4;
    case KIND.constant:
      return 0;
    case KIND.smooth:
      return 8;
    default:
      throw new CorruptTile(`no column has the kind ${kind}`);
  }
}

function packDoubles(column: Float64Array): PackedColumn {
  if (isConstant(column)) return { kind: KIND.constant, ...PLAIN, first: bitsOf(column), planes: [] };
  const singles = asSingles(column);
  const decimal = packDecimal(column, singles === undefined ? FEWER_PLANES.float64 : FEWER_PLANES.float32);
  if (decimal !== undefined) return decimal;
  const order = smoothOrder(column);
  if (order > 0) return { kind: KIND.smooth, ...PLAIN, scale: order, planes: packSmooth(column, order) };
  if (singles === undefined) return packBytes(column);
  return { kind: KIND.float32, ...PLAIN, planes: splitPlanes(wordsOf(singles), 1) };
}

function ofIntegers({ of, ...packed }: IntegerPlanes, scale: number): PackedColumn {
  return { kind: KIND[of], scale, ...packed };
}

function packBytes(column: Column): PackedColumn {
  return { kind: KIND.bytes, ...PLAIN, planes: splitPlanes(wordsOf(column), column.BYTES_PER_ELEMENT / 4) };
}

/** The column as whole numbers within ±2^53; undefined when one of its values is none (−0 is none). */
function asIntegers(column: Column): Float64Array | undefined {
  if (column instanceof BigInt64Array) return stepsAsDoubles(column);
  if (column instanceof Uint32Array) return new Float64Array(column);
  for (let i = 0; i < column.length; i++) if (!isExact(column[i]!)) return undefined;
  return column;
}

const isExact = (value: number): boolean => Number.isSafeInteger(value) && !Object.is(value, -0);

function packDecimal(column: Float64Array, fewerPlanes: number): PackedColumn | undefined {
  // Most columns are told by their first values.
  const scale = SCALES.find((power) => asWholes(column.subarray(0, 16), 10 ** power) !== undefined);
  for (let power = scale ?? Infinity; power <= SCALES.at(-1)!; power++) {
    const wholes = asWholes(column, 10 ** power);
    if (wholes === undefined) continue;
    const packed = packIntegers(wholes);
    if (packed === undefined || packed.planes.length >= fewerPlanes) return undefined;
    return ofIntegers(packed, power);
  }
  return undefined;
}

/** value · factor where every one of them is whole and gives the value back. */
function asWholes(column: Float64Array, factor: number): Float64Array | undefined {
  const wholes = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    const whole = Math.round(value * factor);
    if (whole / factor !== value || !isExact(whole)) return undefined;
    wholes[i] = whole;
  }
  return wholes;
}

function asSingles(column: Float64Array): Float32Array | undefined {
  const singles = new Float32Array(column);
  for (let i = 0; i < column.length; i++) if (!Object.is(column[i], singles[i])) return undefined;
  return singles;
}

function isConstant(column: Float64Array): boolean {
  for (let i = 0; i < column.length; i++) if (!Object.is(column[i], column[0])) return false;
  return true;
}

const bitsOf = (column: Float64Array): bigint => new BigInt64Array(Float64Array.of(column[0] ?? 0).buffer)[0]!;

function putIntegers(packed: IntegerPlanes, scale: number, into: Column): void {
  if (into instanceof Float64Array) {
    unpackIntegers(packed, into);
    const divisor = 10 ** scale;
    if (scale > 0) for (let i = 0; i < into.length; i++) into[i]! /= divisor;
  } else if (packed.of === 'values' && packed.planes.length === 0) {
    if (into instanceof BigInt64Array) into.fill(packed.base);
    else into.fill(Number(packed.base));
  } else {
    const integers = new Float64Array(into.length);
    unpackIntegers(packed, integers);
    if (into instanceof BigInt64Array) putWords(integers, into);
    else into.set(integers);
  }
}

function putSingles(planes: readonly Uint8Array[], into: Float64Array): void {
  const singles = new Float32Array(into.length);
  joinPlanes(planes, wordsOf(singles));
  into.set(singles);
}

function bytesOf(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
