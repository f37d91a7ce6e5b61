import fc from 'fast-check';
import type { DecodedFrame, Frame, ScalarGroup, VectorGroup } from './frame.js';
import { decodeFrame } from './frame-decode.js';
import { encodeFrame } from './frame-encode.js';

const writer = 0x1234_5678_9abc_def0n;

const scalars = (part: Partial<ScalarGroup> = {}): ScalarGroup => ({
  metrics: Uint32Array.of(7, 3),
  steps: BigInt64Array.of(1n, 2n, 3n),
  times: Float64Array.of(1000, 2000.5, 3000),
  dtype: 'f64',
  values: Float64Array.of(0.5, NaN, -0, Infinity, -Infinity, 1e-310),
  ...part,
});

const vector = (part: Partial<VectorGroup> = {}): VectorGroup => ({
  metric: 9,
  axisVersion: 4,
  step: -(2n ** 62n),
  time: -1.5,
  dtype: 'f32',
  elements: Uint32Array.of(0, 5, 4_000_000_000),
  values: Float32Array.of(1.5, -0, NaN),
  ...part,
});

const frame = (part: Partial<Frame> = {}): Frame => ({
  writer,
  sequence: 1n,
  scalars: [scalars()],
  vectors: [],
  ...part,
});

function frameOf(decoded: DecodedFrame): Frame {
  if (decoded.kind !== 'frame') throw new Error(`malformed at ${decoded.at}: ${decoded.detail}`);
  return decoded.frame;
}

const hex = (array: ArrayBufferView): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('hex');

it('gives back what was encoded, group by group', () => {
  const sent = frame({ scalars: [scalars(), scalars({ metrics: Uint32Array.of(1, 2) })], vectors: [vector()] });
  const decoded = decodeFrame(encodeFrame(sent));
  expect(decoded).toEqual({ kind: 'frame', frame: sent, points: 15 });
});

it('views the bytes it was given and copies only what is not aligned', () => {
  const bytes = encodeFrame(frame());
  expect(frameOf(decodeFrame(bytes)).scalars[0]?.values.buffer).toBe(bytes.buffer);
  const shifted = Buffer.alloc(bytes.length + 3).subarray(3);
  shifted.set(bytes);
  expect(decodeFrame(shifted)).toEqual(decodeFrame(bytes));
  expect(decodeFrame(Buffer.concat([Buffer.alloc(8), bytes]).subarray(8))).toEqual(decodeFrame(bytes));
});

it('keeps every bit of a float64 NaN, in both directions', () => {
  const values = new Float64Array(new BigUint64Array([0x7ff0_0000_0000_0001n, 0xfff8_dead_beef_cafen]).buffer);
  const sent = scalars({
    metrics: Uint32Array.of(1),
    steps: BigInt64Array.of(1n, 2n),
    times: Float64Array.of(0, 0),
    values,
  });
  const received = frameOf(decodeFrame(encodeFrame(frame({ scalars: [sent] }))));
  expect(hex(received.scalars[0]?.values ?? values.subarray(0, 0))).toBe(hex(values));
});

it.each(['f16', 'bf16'] as const)('keeps every one of the 65,536 bit patterns of %s', (dtype) => {
  const halves = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
  const group = vector({ dtype, elements: undefined, values: new Float32Array(65_536) });
  const bytes = encodeFrame(frame({ scalars: [], vectors: [group] }));
  bytes.set(new Uint8Array(halves.buffer), bytes.length - 131_072);
  expect(hex(encodeFrame(frameOf(decodeFrame(bytes))))).toBe(hex(bytes));
});

it('takes the largest steps, writers and sequences that 63 and 64 bits hold', () => {
  const steps = BigInt64Array.of(-(2n ** 63n), 0n, 2n ** 63n - 1n);
  const sent = frame({ writer: 2n ** 63n - 1n, sequence: 2n ** 63n - 1n, scalars: [scalars({ steps })] });
  expect(frameOf(decodeFrame(encodeFrame(sent)))).toEqual(sent);
});

it.each([
  ['a group with fewer times than steps', { times: Float64Array.of(1) }],
  ['a group with too few values', { values: Float64Array.of(1) }],
])('will not encode %s', (_, part) => {
  expect(() => encodeFrame(frame({ scalars: [scalars(part)] }))).toThrow(RangeError);
});

it('will not encode a sparse vector with more elements than values', () => {
  const group = vector({ values: Float32Array.of(1) });
  expect(() => encodeFrame(frame({ scalars: [], vectors: [group] }))).toThrow(RangeError);
});

it.each([
  ['nothing', 0, () => new Uint8Array(0)],
  ['a foreign magic', 0, (bytes: DataView) => bytes.setUint32(0, 1)],
  ['a later version', 4, (bytes: DataView) => bytes.setUint16(4, 2, true)],
  ['unknown flags', 6, (bytes: DataView) => bytes.setUint16(6, 1, true)],
  ['a negative writer', 8, (bytes: DataView) => bytes.setBigInt64(8, -1n, true)],
  ['sequence 0', 16, (bytes: DataView) => bytes.setBigInt64(16, 0n, true)],
  ['no groups', 24, (bytes: DataView) => bytes.setUint32(24, 0, true)],
  ['a group more than it has', 216, (bytes: DataView) => bytes.setUint32(24, 3, true)],
  ['a group fewer than it has', 152, (bytes: DataView) => bytes.setUint32(24, 1, true)],
  ['another length', 28, (bytes: DataView) => bytes.setUint32(28, 1, true)],
  ['an unknown kind', 32, (bytes: DataView) => bytes.setUint8(32, 3)],
  ['an unknown dtype', 33, (bytes: DataView) => bytes.setUint8(33, 4)],
  ['scalars with flags', 34, (bytes: DataView) => bytes.setUint16(34, 1, true)],
  ['scalars without metrics', 36, (bytes: DataView) => bytes.setUint32(36, 0, true)],
  ['scalars without steps', 40, (bytes: DataView) => bytes.setUint32(40, 0, true)],
  ['reserved bytes in use', 44, (bytes: DataView) => bytes.setUint32(44, 1, true)],
  ['metric 0', 48, (bytes: DataView) => bytes.setUint32(48, 0, true)],
  ['a metric beyond int4', 48, (bytes: DataView) => bytes.setUint32(48, 2 ** 31, true)],
  ['a metric twice', 52, (bytes: DataView) => bytes.setUint32(52, 7, true)],
  ['a time that is not finite', 88, (bytes: DataView) => bytes.setFloat64(88, Infinity, true)],
  ['a time that is NaN', 80, (bytes: DataView) => bytes.setFloat64(80, NaN, true)],
  ['a time beyond all dates', 96, (bytes: DataView) => bytes.setFloat64(96, -8.65e15, true)],
  ['4 billion metrics at 4 billion steps', 36, (bytes: DataView) => bytes.setBigInt64(36, -1n, true)],
  [
    '2^31 metrics at 2^31 steps',
    36,
    (bytes: DataView) => bytes.setBigInt64(36, 0x8000_0000_8000_0000n - 2n ** 64n, true),
  ],
  ['vector flags', 154, (bytes: DataView) => bytes.setUint16(154, 2, true)],
  ['vector metric 0', 156, (bytes: DataView) => bytes.setUint32(156, 0, true)],
  ['axis version 0', 160, (bytes: DataView) => bytes.setUint32(160, 0, true)],
  ['an empty vector', 164, (bytes: DataView) => bytes.setUint32(164, 0, true)],
  ['a vector of 4 billion', 164, (bytes: DataView) => bytes.setUint32(164, 2 ** 32 - 1, true)],
  ['a vector without a time', 176, (bytes: DataView) => bytes.setFloat64(176, NaN, true)],
  ['elements that do not ascend', 188, (bytes: DataView) => bytes.setUint32(188, 0, true)],
  ['padding in use after elements', 199, (bytes: DataView) => bytes.setUint8(199, 1)],
])('refuses %s at byte %i', (_, at, spoil) => {
  // Scalars: header at 32, metrics 48, steps 56, times 80, values 104. Vector: header at 152, step 168, elements 184, values 200.
  const bytes = encodeFrame(frame({ vectors: [vector()] }));
  const spoilt = spoil(new DataView(bytes.buffer)) ?? bytes;
  const decoded = decodeFrame(spoilt instanceof Uint8Array ? spoilt : bytes);
  expect(decoded).toMatchObject({ kind: 'malformed', at });
});

it('refuses a frame that was cut anywhere', () => {
  const bytes = encodeFrame(frame({ vectors: [vector()] }));
  for (let length = 0; length < bytes.length; length += 1) {
    const cut = bytes.slice(0, length);
    if (length >= 32) new DataView(cut.buffer).setUint32(28, length, true);
    expect(decodeFrame(cut).kind).toBe('malformed');
  }
});

const anyFrame = fc
  .record({
    writer: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    sequence: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
    scalars: fc.array(
      fc.tuple(
        fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    vectors: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 9 })), { maxLength: 3 }),
    dtype: fc.constantFrom('f32' as const, 'f16' as const, 'bf16' as const),
  })
  .map(({ dtype, ...shape }): Frame => ({
    ...shape,
    scalars: shape.scalars.map(([metrics, n]) => ({
      metrics: Uint32Array.from(metrics),
      steps: BigInt64Array.from({ length: n }, (_, index) => BigInt(index)),
      times: new Float64Array(n),
      dtype,
      values: Float32Array.from({ length: n * metrics.length }, (_, index) => index / 4),
    })),
    vectors: shape.vectors.map(([sparse, n]) => ({
      metric: n,
      axisVersion: 1,
      step: 5n,
      time: 0,
      dtype,
      elements: sparse ? Uint32Array.from({ length: n }, (_, index) => 2 * index) : undefined,
      values: new Float32Array(n),
    })),
  }));

/** A decoded frame must be one that encodes to the bytes it was read from: nothing invented, nothing overlooked. */
function expectSound(bytes: Uint8Array): void {
  const decoded = decodeFrame(bytes);
  if (decoded.kind === 'frame') expect(hex(encodeFrame(decoded.frame))).toBe(hex(bytes));
  else expect(decoded.at).toBeLessThanOrEqual(bytes.length);
}

// fast-check prints the seed and the smallest counterexample when one of these fails.
it('survives any mutation of a frame: refuses it, or reads exactly its bytes', () => {
  const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 });
  const mutation = fc.tuple(anyFrame, flips, fc.option(fc.nat()));
  fc.assert(
    fc.property(mutation, ([sent, changes, cut]) => {
      const whole = encodeFrame(sent);
      for (const [at, byte] of changes) whole[at % whole.length] = byte;
      const bytes = cut === null ? whole : whole.slice(0, cut % whole.length);
      if (bytes.length >= 32) new DataView(bytes.buffer).setUint32(28, bytes.length, true);
      expectSound(bytes);
    }),
    { numRuns: 3_000 },
  );
});

it('survives garbage behind a valid header', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 4 }), (garbage, groups) => {
      const bytes = new Uint8Array(32 + garbage.length);
      bytes.set(encodeFrame(frame()).subarray(0, 32));
      bytes.set(garbage, 32);
      const view = new DataView(bytes.buffer);
      view.setUint32(24, groups, true);
      view.setUint32(28, bytes.length, true);
      expectSound(bytes);
      expectSound(garbage);
    }),
    { numRuns: 2_000 },
  );
});
