import { DTYPE_BYTES, DTYPES, type Dtype } from './dtype.js';
import type { Frame, ScalarGroup, VectorGroup } from './frame.js';
import {
  FRAME_HEADER_BYTES,
  FRAME_MAGIC,
  FRAME_VERSION,
  GROUP_HEADER_BYTES,
  GROUP_KIND,
  padded,
  SPARSE,
} from './frame-layout.js';
import { bf16FromF32Bits, f16FromF32Bits, roundedToOdd } from './half-float.js';

/** How many bytes a group of scalars takes in a frame. */
function scalarGroupBytes(keys: number, steps: number, dtype: Dtype): number {
  return GROUP_HEADER_BYTES + padded(4 * keys) + 16 * steps + padded(DTYPE_BYTES[dtype] * keys * steps);
}

/** How many bytes a vector takes in a frame. */
function vectorGroupBytes(group: VectorGroup): number {
  const elements = group.elements ? padded(4 * group.elements.length) : 0;
  return GROUP_HEADER_BYTES + 16 + elements + padded(DTYPE_BYTES[group.dtype] * group.values.length);
}

/** The bytes of a frame. Throws RangeError when the arrays of a group disagree in length; values are not checked. */
export function encodeFrame(frame: Frame): Uint8Array {
  const bytes = new Uint8Array(frameBytes(frame));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, FRAME_MAGIC, true);
  view.setUint16(4, FRAME_VERSION, true);
  view.setBigInt64(8, frame.writer, true);
  view.setBigInt64(16, frame.sequence, true);
  view.setUint32(24, frame.scalars.length + frame.vectors.length, true);
  view.setUint32(28, bytes.length, true);
  let at = FRAME_HEADER_BYTES;
  for (const group of frame.scalars) at = writeScalars(view, at, group);
  for (const group of frame.vectors) at = writeVector(view, at, group);
  return bytes;
}

function frameBytes(frame: Frame): number {
  let bytes = FRAME_HEADER_BYTES;
  for (const { metrics, steps, times, values, dtype } of frame.scalars) {
    if (times.length !== steps.length) throw new RangeError(`${steps.length} steps with ${times.length} times`);
    if (values.length !== metrics.length * steps.length) {
      throw new RangeError(`${metrics.length} metrics at ${steps.length} steps with ${values.length} values`);
    }
    bytes += scalarGroupBytes(metrics.length, steps.length, dtype);
  }
  for (const group of frame.vectors) {
    if (group.elements && group.elements.length !== group.values.length) {
      throw new RangeError(`${group.elements.length} elements with ${group.values.length} values`);
    }
    bytes += vectorGroupBytes(group);
  }
  return bytes;
}

function writeScalars(view: DataView, start: number, group: ScalarGroup): number {
  const nKeys = group.metrics.length;
  const nSteps = group.steps.length;
  view.setUint8(start, GROUP_KIND.scalars);
  view.setUint8(start + 1, DTYPES[group.dtype]);
  view.setUint32(start + 4, nKeys, true);
  view.setUint32(start + 8, nSteps, true);
  let at = start + GROUP_HEADER_BYTES;
  new Uint32Array(view.buffer, at, nKeys).set(group.metrics);
  at += padded(4 * nKeys);
  new BigInt64Array(view.buffer, at, nSteps).set(group.steps);
  at += 8 * nSteps;
  new Float64Array(view.buffer, at, nSteps).set(group.times);
  at += 8 * nSteps;
  return writeValues(view, at, group);
}

function writeVector(view: DataView, start: number, group: VectorGroup): number {
  view.setUint8(start, GROUP_KIND.vector);
  view.setUint8(start + 1, DTYPES[group.dtype]);
  view.setUint16(start + 2, group.elements ? SPARSE : 0, true);
  view.setUint32(start + 4, group.metric, true);
  view.setUint32(start + 8, group.axisVersion, true);
  view.setUint32(start + 12, group.values.length, true);
  let at = start + GROUP_HEADER_BYTES;
  view.setBigInt64(at, group.step, true);
  view.setFloat64(at + 8, group.time, true);
  at += 16;
  if (group.elements) {
    new Uint32Array(view.buffer, at, group.elements.length).set(group.elements);
    at += padded(4 * group.elements.length);
  }
  return writeValues(view, at, group);
}

function writeValues(view: DataView, at: number, group: ScalarGroup | VectorGroup): number {
  const { values, dtype } = group;
  if (dtype === 'f64') new Float64Array(view.buffer, at, values.length).set(values);
  else if (dtype === 'f32') new Float32Array(view.buffer, at, values.length).set(values);
  else writeHalves(new Uint16Array(view.buffer, at, values.length), values, dtype);
  return at + padded(DTYPE_BYTES[dtype] * values.length);
}

function writeHalves(halves: Uint16Array, values: Float32Array | Float64Array, dtype: 'f16' | 'bf16'): void {
  const singles = values instanceof Float64Array ? roundedToOdd(values) : values;
  const bits = new Uint32Array(singles.buffer, singles.byteOffset, singles.length);
  const narrow = dtype === 'f16' ? f16FromF32Bits : bf16FromF32Bits;
  for (let index = 0; index < halves.length; index += 1) halves[index] = narrow(bits[index] ?? 0);
}
