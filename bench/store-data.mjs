// What the runs of the benchmarks log: values as a training makes them, noise in every mantissa, the same at every start.
import { encodeFrame } from '@graticule/contracts';

const NOISE = 2 ** 20;
const STARTED = 1.7e12;

const noise = normals(NOISE);

/** Normal values from a fixed sequence. */
function normals(count) {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

const noiseAt = (index) => noise[(index + 7919 * (index >>> 20)) & (NOISE - 1)];

/** A loss at a step, exact as a float32: it falls towards 1.5 and never stops jittering. */
export const loss = (step, key, steps) =>
  Math.fround(1.5 + 2.5 * Math.exp((-4 * step) / steps) + 0.05 * noiseAt(step + 104_729 * key));

/** When a step ended: about every 100 ms, in whole milliseconds that no rule predicts. */
const timeOf = (step) => STARTED + 100 * step + Math.round(8 * noiseAt(step + 31_337));

/** The frames of one writer that logs `metrics` together at steps 0 … steps − 1. */
export function* scalarFrames({ metrics, steps, perFrame }) {
  const ids = Uint32Array.from(metrics, ({ id }) => id);
  for (let from = 0, sequence = 1n; from < steps; from += perFrame, sequence++) {
    const count = Math.min(perFrame, steps - from);
    const values = new Float32Array(ids.length * count);
    for (let key = 0; key < ids.length; key++)
      for (let i = 0; i < count; i++) values[key * count + i] = loss(from + i, key, steps);
    const scalars = [
      {
        metrics: ids,
        steps: BigInt64Array.from({ length: count }, (_, i) => BigInt(from + i)),
        times: Float64Array.from({ length: count }, (_, i) => timeOf(from + i)),
        dtype: 'f32',
        values,
      },
    ];
    yield encodeFrame({ writer: 1n, sequence, scalars, vectors: [] });
  }
}

/** The value of an element at a step: rare elements are lost longer. */
export const cell = (element, step, { elements, steps }) =>
  Math.fround(
    1 + (4 * element) / elements + 3 * Math.exp((-4 * step) / steps) + 0.3 * noiseAt(step * elements + element),
  );

/** The frames of one writer that logs a dense vector over an axis at steps 0 … steps − 1. */
export function* vectorFrames({ metric, axis, steps, perFrame }) {
  const shape = { elements: axis.size, steps };
  for (let from = 0, sequence = 1n; from < steps; from += perFrame, sequence++) {
    const vectors = Array.from({ length: Math.min(perFrame, steps - from) }, (_, i) => ({
      metric: metric.id,
      axisVersion: axis.id,
      step: BigInt(from + i),
      time: timeOf(from + i),
      dtype: 'f32',
      elements: undefined,
      values: vectorAt(from + i, shape),
    }));
    yield encodeFrame({ writer: 1n, sequence, scalars: [], vectors });
  }
}

export function vectorAt(step, shape) {
  const values = new Float32Array(shape.elements);
  for (let element = 0; element < shape.elements; element++) values[element] = cell(element, step, shape);
  return values;
}

/**
 * Frames without end of one writer, of `keys` metrics at `steps` steps, which go on where the last one ended. All are made in
 * the same few buffers: each is to be sent before the next is asked for. Making one costs the sender almost nothing.
 */
export function endlessFrames({ ids, steps, writer, dtype = 'f32' }) {
  const templates = Array.from({ length: 8 }, (_, variant) => {
    const values = Float32Array.from({ length: ids.length * steps }, (_value, i) => loss(variant * steps + i, 0, 1e4));
    const group = {
      metrics: Uint32Array.from(ids),
      steps: new BigInt64Array(steps),
      times: new Float64Array(steps),
      dtype,
      values: dtype === 'f64' ? Float64Array.from(values) : values,
    };
    return encodeFrame({ writer, sequence: 1n, scalars: [group], vectors: [] });
  });
  const stepsAt = 32 + 16 + 8 * Math.ceil(ids.length / 2);
  let sequence = 0;
  return () => {
    const bytes = templates[sequence % templates.length];
    const from = sequence * steps;
    sequence++;
    new BigInt64Array(bytes.buffer, 16, 1)[0] = BigInt(sequence);
    const stepColumn = new BigInt64Array(bytes.buffer, stepsAt, steps);
    const timeColumn = new Float64Array(bytes.buffer, stepsAt + 8 * steps, steps);
    for (let i = 0; i < steps; i++) {
      stepColumn[i] = BigInt(from + i);
      timeColumn[i] = timeOf(from + i);
    }
    return { sequence: BigInt(sequence), body: Buffer.from(bytes.buffer), points: ids.length * steps };
  };
}
