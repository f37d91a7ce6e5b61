import {
  encodeFrame,
  type Frame,
  type ScalarGroup,
  toWireInteger,
  toWireNumber,
  type VectorGroup,
} from '@graticule/contracts';

/** Frames that every implementation must write and read, bit for bit. */
const WRITER = 0x0123_4567_89ab_cdefn;

const doubles = (...bits: bigint[]): Float64Array => new Float64Array(BigUint64Array.from(bits).buffer);
const singles = (...bits: number[]): Float32Array => new Float32Array(Uint32Array.from(bits).buffer);

/** One metric at steps 1, 2, 3, … */
function column(dtype: ScalarGroup['dtype'], values: ScalarGroup['values']): ScalarGroup {
  const rows = Array.from({ length: values.length }, (_, row) => row + 1);
  return {
    metrics: Uint32Array.of(1),
    steps: BigInt64Array.from(rows, BigInt),
    times: Float64Array.from(rows, (row) => 1_767_225_600_000 + row * 250.5),
    dtype,
    values,
  };
}

const grid: ScalarGroup = {
  metrics: Uint32Array.of(12, 7, 300_000),
  steps: BigInt64Array.of(10n, 20n),
  times: Float64Array.of(1_767_225_600_000, 1_767_225_601_000),
  dtype: 'f64',
  values: Float64Array.of(0.5, 0.25, 1e-3, 1e-4, -1, 3),
};

const vector = (part: Partial<VectorGroup>): VectorGroup => ({
  metric: 5,
  axisVersion: 2,
  step: 100n,
  time: 1_767_225_600_000,
  dtype: 'f32',
  elements: undefined,
  values: Float32Array.of(0.5, -0, 2.25),
  ...part,
});

const frame = (part: Partial<Frame>): Frame => ({ writer: WRITER, sequence: 1n, scalars: [], vectors: [], ...part });

export const VALID: readonly (readonly [name: string, frame: Frame])[] = [
  ['three metrics at two steps', frame({ scalars: [grid] })],
  [
    'float64: NaN, infinities, -0, subnormal, largest',
    frame({ scalars: [column('f64', Float64Array.of(NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE))] }),
  ],
  [
    'float64 NaN payloads, signalling and quiet',
    frame({ scalars: [column('f64', doubles(0x7ff0_0000_0000_0001n, 0xfff8_dead_beef_cafen))] }),
  ],
  [
    'float32: NaN, infinities, -0, subnormal, 1/3',
    frame({ scalars: [column('f32', Float32Array.of(NaN, Infinity, -Infinity, -0, 1e-45, 1 / 3))] }),
  ],
  [
    'float32 NaN payloads, signalling and quiet',
    frame({ scalars: [column('f32', singles(0x7f80_0001, 0xffc0_beef))] }),
  ],
  [
    'float16: 1, -2, 65504, smallest subnormal, -0, Infinity, signalling NaN',
    frame({
      scalars: [
        column(
          'f16',
          singles(0x3f80_0000, 0xc000_0000, 0x477f_e000, 0x3380_0000, 0x8000_0000, 0x7f80_0000, 0x7fa0_0000),
        ),
      ],
    }),
  ],
  [
    'float16 of float64 values: ties to even, overflow, underflow',
    frame({
      scalars: [
        column(
          'f16',
          Float64Array.of(1 + 2 ** -11, 1 + 2 ** -11 + 2 ** -40, 1 + 3 * 2 ** -11, 65_519.99, 65_520, 2 ** -25),
        ),
      ],
    }),
  ],
  [
    'bfloat16: 1.5, -0, -Infinity, signalling NaN',
    frame({ scalars: [column('bf16', singles(0x3fc0_0000, 0x8000_0000, 0xff80_0000, 0x7f81_0000))] }),
  ],
  [
    'steps, writer and sequence at the ends of their range',
    frame({
      writer: 2n ** 63n - 1n,
      sequence: 2n ** 63n - 1n,
      scalars: [
        {
          ...column('f64', Float64Array.of(1, 2, 3, 4)),
          steps: BigInt64Array.of(-(2n ** 63n), -1n, 2n ** 53n + 1n, 2n ** 63n - 1n),
        },
      ],
    }),
  ],
  [
    'times at the ends of their range',
    frame({
      writer: 0n,
      scalars: [{ ...column('f64', Float64Array.of(1, 2)), times: Float64Array.of(-8.64e15, 8.64e15) }],
    }),
  ],
  ['a dense vector', frame({ vectors: [vector({})] })],
  [
    'a sparse vector',
    frame({
      vectors: [
        vector({ elements: Uint32Array.of(0, 17, 999_999), dtype: 'f64', values: Float64Array.of(NaN, -0, 1e300) }),
      ],
    }),
  ],
  ['a dense vector of float16', frame({ vectors: [vector({ dtype: 'f16', step: -3n })] })],
  ['a sparse vector of bfloat16', frame({ vectors: [vector({ dtype: 'bf16', elements: Uint32Array.of(3, 4, 5) })] })],
  [
    'several groups: scalars twice, vectors twice',
    frame({
      sequence: 12n,
      scalars: [grid, column('f32', Float32Array.of(1, 2, 3))],
      vectors: [vector({}), vector({ metric: 6, elements: Uint32Array.of(8, 9, 10) })],
    }),
  ],
];

const whole = (): DataView => {
  const sparse = vector({ elements: Uint32Array.of(1, 2, 3) });
  return new DataView(encodeFrame(frame({ scalars: [grid], vectors: [sparse] })).buffer);
};

// `whole`: scalars' header at 32, metrics 48, padding 60, steps 64, times 80, values 96; vector's header at 144, step 160,
// time 168, elements 176, padding 188, values 192, padding 204; 208 bytes.
const SPOIL: readonly (readonly [name: string, at: number, (frame: DataView) => void])[] = [
  ['foreign magic', 0, (bytes) => bytes.setUint8(0, 0x67)],
  ['version 2', 4, (bytes) => bytes.setUint16(4, 2, true)],
  ['unknown flags in the header', 6, (bytes) => bytes.setUint16(6, 1, true)],
  ['writer 2^63', 8, (bytes) => bytes.setBigUint64(8, 2n ** 63n, true)],
  ['sequence 0', 16, (bytes) => bytes.setBigInt64(16, 0n, true)],
  ['no groups', 24, (bytes) => bytes.setUint32(24, 0, true)],
  ['one group more than there is', 208, (bytes) => bytes.setUint32(24, 3, true)],
  ['bytes after the last group', 144, (bytes) => bytes.setUint32(24, 1, true)],
  ['length that is not the length', 28, (bytes) => bytes.setUint32(28, 200, true)],
  ['unknown kind of group', 32, (bytes) => bytes.setUint8(32, 9)],
  ['unknown dtype', 33, (bytes) => bytes.setUint8(33, 4)],
  ['unknown flags of scalars', 34, (bytes) => bytes.setUint16(34, 1, true)],
  ['no metrics', 36, (bytes) => bytes.setUint32(36, 0, true)],
  ['2^31 metrics at 2^31 steps', 36, (bytes) => bytes.setBigUint64(36, 0x8000_0000_8000_0000n, true)],
  ['no steps', 40, (bytes) => bytes.setUint32(40, 0, true)],
  ['reserved bytes in use', 44, (bytes) => bytes.setUint8(44, 1)],
  ['metric 0', 48, (bytes) => bytes.setUint32(48, 0, true)],
  ['a metric twice', 56, (bytes) => bytes.setUint32(56, 12, true)],
  ['padding after metrics in use', 60, (bytes) => bytes.setUint8(60, 1)],
  ['a time that is NaN', 88, (bytes) => bytes.setFloat64(88, NaN, true)],
  ['a time past 8.64e15', 80, (bytes) => bytes.setFloat64(80, 8.640000000000001e15, true)],
  ['unknown flags of a vector', 146, (bytes) => bytes.setUint16(146, 3, true)],
  ['vector of metric 2^31', 148, (bytes) => bytes.setUint32(148, 2 ** 31, true)],
  ['axis version 0', 152, (bytes) => bytes.setUint32(152, 0, true)],
  ['vector of 2^32 - 1 values', 156, (bytes) => bytes.setUint32(156, 2 ** 32 - 1, true)],
  ['vector without values', 156, (bytes) => bytes.setUint32(156, 0, true)],
  ['vector at time Infinity', 168, (bytes) => bytes.setFloat64(168, Infinity, true)],
  ['elements that do not ascend', 180, (bytes) => bytes.setUint32(180, 1, true)],
  ['padding after elements in use', 191, (bytes) => bytes.setUint8(191, 1)],
  ['padding after values in use', 204, (bytes) => bytes.setUint8(204, 1)],
];

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const spoiltVectors = SPOIL.map(([name, at, spoil]) => {
  const bytes = whole();
  spoil(bytes);
  return { name, at, hex: toHex(new Uint8Array(bytes.buffer)) };
});

/** What `frames.json` holds. */
export const frameVectors = () => ({
  valid: VALID.map(([name, sent]) => ({ name, hex: toHex(encodeFrame(sent)), frame: describe(sent) })),
  malformed: [
    { name: 'nothing', at: 0, hex: '' },
    { name: 'half a header', at: 16, hex: toHex(new Uint8Array(whole().buffer).subarray(0, 16)) },
    ...spoiltVectors,
  ],
});

function describe({ writer, sequence, scalars, vectors }: Frame) {
  return {
    writer: writer.toString(16),
    sequence: toWireInteger(sequence),
    scalars: scalars.map(({ metrics, steps, times, dtype, values }) => ({
      metrics: [...metrics],
      steps: [...steps].map(toWireInteger),
      times: [...times],
      dtype,
      values: [...values].map(toWireNumber),
    })),
    vectors: vectors.map(({ step, elements, values, ...rest }) => ({
      ...rest,
      step: toWireInteger(step),
      elements: elements ? [...elements] : null,
      values: [...values].map(toWireNumber),
    })),
  };
}
