import { DTYPE_BYTES, DTYPES, type Dtype } from './dtype.js';
import type { DecodedFrame, ScalarGroup, VectorGroup } from './frame.js';
import {
  FRAME_HEADER_BYTES,
  FRAME_MAGIC,
  FRAME_VERSION,
  GROUP_HEADER_BYTES,
  GROUP_KIND,
  MAX_DICTIONARY_ID,
  MAX_TIME_MS,
  padded,
  SPARSE,
} from './frame-layout.js';
import { f32BitsFromBf16, f32BitsFromF16 } from './half-float.js';

/*
 * Reads bytes that anybody may have sent. Guarantees: never throws; answers with a frame only if every section lies
 * inside the bytes, every byte is accounted for, padding is zero, ids are dictionary ids, metrics of a group differ,
 * times are times and the elements of a sparse vector ascend. So there is one way to write a given frame.
 * Sizes are multiplied as doubles: the product of two u32 stays comparable where 32-bit arithmetic would wrap.
 */

/** What is wrong, and at which byte. Local to the reader: `decodeFrame` turns it into its answer. */
class Fault {
  constructor(
    readonly at: number,
    readonly detail: string,
  ) {}
}

interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

const DTYPE_OF_CODE = new Map<number, Dtype>([
  [DTYPES.f32, 'f32'],
  [DTYPES.f16, 'f16'],
  [DTYPES.bf16, 'bf16'],
  [DTYPES.f64, 'f64'],
]);

/**
 * The frame in these bytes, or the first thing wrong with them. Its arrays are views of the bytes where these start on
 * a multiple of 8 in their buffer (else of one copy): they live and change with the bytes.
 */
export function decodeFrame(bytes: Uint8Array): DecodedFrame {
  // Not slice(): on a Buffer that is another view of the same bytes.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.length);
  const fault = headerFault(view);
  if (fault) return malformed(fault);
  const cursor: Cursor = { bytes: aligned, view, at: FRAME_HEADER_BYTES };
  const scalars: ScalarGroup[] = [];
  const vectors: VectorGroup[] = [];
  let points = 0;
  for (let left = view.getUint32(24, true); left > 0; left -= 1) {
    const group = readGroup(cursor);
    if (group instanceof Fault) return malformed(group);
    if ('metrics' in group) scalars.push(group);
    else vectors.push(group);
    points += group.values.length;
  }
  if (cursor.at !== aligned.length) return malformed(new Fault(cursor.at, 'bytes after the last group'));
  const frame = { writer: view.getBigInt64(8, true), sequence: view.getBigInt64(16, true), scalars, vectors };
  return { kind: 'frame', frame, points };
}

const malformed = ({ at, detail }: Fault): DecodedFrame => ({ kind: 'malformed', at, detail });

function headerFault(view: DataView): Fault | undefined {
  if (view.byteLength < FRAME_HEADER_BYTES) return new Fault(view.byteLength, 'shorter than the 32 bytes of a header');
  if (view.getUint32(0, true) !== FRAME_MAGIC) return new Fault(0, 'does not start with "GRAT"');
  const version = view.getUint16(4, true);
  if (version !== FRAME_VERSION) return new Fault(4, `version ${version}; this reader knows version ${FRAME_VERSION}`);
  if (view.getUint16(6, true) !== 0) return new Fault(6, 'unknown flags');
  if (view.getBigInt64(8, true) < 0n) return new Fault(8, 'a writer is below 2^63');
  if (view.getBigInt64(16, true) < 1n) return new Fault(16, 'sequence numbers start at 1');
  if (view.getUint32(24, true) === 0) return new Fault(24, 'no group');
  const length = view.getUint32(28, true);
  return length === view.byteLength ? undefined : new Fault(28, `says ${length} bytes and has ${view.byteLength}`);
}

function readGroup(cursor: Cursor): ScalarGroup | VectorGroup | Fault {
  const { view, at } = cursor;
  if (at + GROUP_HEADER_BYTES > view.byteLength) return new Fault(at, 'ends inside the header of a group');
  const kind = view.getUint8(at);
  const dtype = DTYPE_OF_CODE.get(view.getUint8(at + 1));
  if (!dtype) return new Fault(at + 1, `no dtype has the code ${view.getUint8(at + 1)}`);
  if (kind === GROUP_KIND.scalars) return readScalars(cursor, dtype);
  if (kind === GROUP_KIND.vector) return readVector(cursor, dtype);
  return new Fault(at, `no group has the kind ${kind}`);
}

function readScalars(cursor: Cursor, dtype: Dtype): ScalarGroup | Fault {
  const { bytes, view, at: start } = cursor;
  if (view.getUint16(start + 2, true) !== 0) return new Fault(start + 2, 'unknown flags');
  if (view.getUint32(start + 12, true) !== 0) return new Fault(start + 12, 'reserved bytes are not zero');
  const nKeys = view.getUint32(start + 4, true);
  const nSteps = view.getUint32(start + 8, true);
  if (nKeys === 0) return new Fault(start + 4, 'a group without metrics');
  if (nSteps === 0) return new Fault(start + 8, 'a group without steps');
  const metricsAt = start + GROUP_HEADER_BYTES;
  const stepsAt = metricsAt + padded(4 * nKeys);
  const timesAt = stepsAt + 8 * nSteps;
  const valuesAt = timesAt + 8 * nSteps;
  const end = valuesAt + padded(DTYPE_BYTES[dtype] * nKeys * nSteps);
  if (end > bytes.length) return new Fault(start + 4, `${nKeys} metrics at ${nSteps} steps reach beyond the frame`);
  const metrics = new Uint32Array(bytes.buffer, bytes.byteOffset + metricsAt, nKeys);
  const steps = new BigInt64Array(bytes.buffer, bytes.byteOffset + stepsAt, nSteps);
  const times = new Float64Array(bytes.buffer, bytes.byteOffset + timesAt, nSteps);
  const fault =
    metricsFault(metrics, metricsAt) ??
    timesFault(times, timesAt) ??
    paddingFault(bytes, metricsAt + 4 * nKeys, stepsAt) ??
    paddingFault(bytes, valuesAt + DTYPE_BYTES[dtype] * nKeys * nSteps, end);
  if (fault) return fault;
  cursor.at = end;
  return { metrics, steps, times, dtype, values: valuesOf(bytes, valuesAt, nKeys * nSteps, dtype) };
}

function readVector(cursor: Cursor, dtype: Dtype): VectorGroup | Fault {
  const { bytes, view, at: start } = cursor;
  const flags = view.getUint16(start + 2, true);
  if (flags > SPARSE) return new Fault(start + 2, 'unknown flags');
  const metric = view.getUint32(start + 4, true);
  const axisVersion = view.getUint32(start + 8, true);
  const n = view.getUint32(start + 12, true);
  if (!isDictionaryId(metric)) return new Fault(start + 4, `${metric} is no metric id`);
  if (!isDictionaryId(axisVersion)) return new Fault(start + 8, `${axisVersion} is no axis version id`);
  if (n === 0) return new Fault(start + 12, 'a vector without values');
  const elementsAt = start + GROUP_HEADER_BYTES + 16;
  const valuesAt = flags === SPARSE ? elementsAt + padded(4 * n) : elementsAt;
  const end = valuesAt + padded(DTYPE_BYTES[dtype] * n);
  if (end > bytes.length) return new Fault(start + 12, `${n} values reach beyond the frame`);
  const step = view.getBigInt64(start + GROUP_HEADER_BYTES, true);
  const time = view.getFloat64(start + GROUP_HEADER_BYTES + 8, true);
  const elements = flags === SPARSE ? new Uint32Array(bytes.buffer, bytes.byteOffset + elementsAt, n) : undefined;
  const fault =
    (isTime(time) ? undefined : new Fault(start + GROUP_HEADER_BYTES + 8, `${time} is no time in ms`)) ??
    (elements && elementsFault(elements, elementsAt)) ??
    (elements && paddingFault(bytes, elementsAt + 4 * n, valuesAt)) ??
    paddingFault(bytes, valuesAt + DTYPE_BYTES[dtype] * n, end);
  if (fault) return fault;
  cursor.at = end;
  return { metric, axisVersion, step, time, dtype, elements, values: valuesOf(bytes, valuesAt, n, dtype) };
}

const isDictionaryId = (id: number): boolean => id >= 1 && id <= MAX_DICTIONARY_ID;
// NaN fails the comparison too.
const isTime = (time: number): boolean => Math.abs(time) <= MAX_TIME_MS;

function metricsFault(metrics: Uint32Array, start: number): Fault | undefined {
  let ascending = true;
  let last = 0;
  for (let index = 0; index < metrics.length; index += 1) {
    const metric = metrics[index] ?? 0;
    if (!isDictionaryId(metric)) return new Fault(start + 4 * index, `${metric} is no metric id`);
    if (metric <= last) ascending = false;
    last = metric;
  }
  if (ascending) return undefined;
  const seen = new Set<number>();
  for (const [index, metric] of metrics.entries()) {
    if (seen.has(metric)) return new Fault(start + 4 * index, `metric ${metric} twice in one group`);
    seen.add(metric);
  }
  return undefined;
}

function timesFault(times: Float64Array, start: number): Fault | undefined {
  for (let index = 0; index < times.length; index += 1) {
    const time = times[index] ?? 0;
    if (!isTime(time)) return new Fault(start + 8 * index, `${time} is no time in ms`);
  }
  return undefined;
}

function elementsFault(elements: Uint32Array, start: number): Fault | undefined {
  for (let index = 1; index < elements.length; index += 1) {
    if ((elements[index] ?? 0) <= (elements[index - 1] ?? 0)) {
      return new Fault(start + 4 * index, 'element ids do not ascend');
    }
  }
  return undefined;
}

function paddingFault(bytes: Uint8Array, from: number, to: number): Fault | undefined {
  for (let at = from; at < to; at += 1) if (bytes[at] !== 0) return new Fault(at, 'padding is not zero');
  return undefined;
}

function valuesOf(bytes: Uint8Array, at: number, n: number, dtype: Dtype): Float64Array | Float32Array {
  const start = bytes.byteOffset + at;
  if (dtype === 'f64') return new Float64Array(bytes.buffer, start, n);
  if (dtype === 'f32') return new Float32Array(bytes.buffer, start, n);
  const halves = new Uint16Array(bytes.buffer, start, n);
  const singles = new Float32Array(n);
  const bits = new Uint32Array(singles.buffer);
  const widen = dtype === 'f16' ? f32BitsFromF16 : f32BitsFromBf16;
  for (let index = 0; index < n; index += 1) bits[index] = widen(halves[index] ?? 0);
  return singles;
}
