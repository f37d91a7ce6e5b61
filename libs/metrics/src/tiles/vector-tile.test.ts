import { type Dtype, DTYPES } from '@graticule/contracts';
import { cutBody } from '../read/cut-body.test-support.js';
import { encodeBlock } from './vector-block.js';
import { vectorColumn } from './vector-column.js';
import { columnSteps } from './vector-layout.js';
import type { StoredVector } from './vector-open.js';
import { decodeBlock, decodeElement } from './vector-tile.js';

const STRANGE = [Number.NaN, Infinity, -Infinity, -0, 0, 1.5, -2];

function vector(
  step: number,
  values: readonly number[],
  options: { elements?: number[]; dtype?: Dtype } = {},
): StoredVector {
  const { elements, dtype = 'f32' } = options;
  const column = dtype === 'f64' ? Float64Array.from(values) : Float32Array.from(values);
  const group = { metric: 1, axisVersion: 1, step: BigInt(step), time: step + 0.5, dtype, values: column };
  return { attempt: step % 3, group: { ...group, elements: elements && Uint32Array.from(elements) } };
}

/** What a column holds of an element at a place, by walking its vectors. */
function cellOf({ group }: StoredVector, element: number): number | undefined {
  const at = group.elements === undefined ? element : group.elements.indexOf(element);
  return at < 0 ? undefined : group.values[at];
}

function expectSame(vectors: readonly StoredVector[], size: number): void {
  const column = vectorColumn(vectors, size);
  for (let first = 0, block = 0; first < size; first += 4096, block++) {
    const decoded = decodeBlock(encodeBlock(column, block), vectors.length);
    expect(decoded.trailer).toEqual(column.trailer);
    for (let element = 0; element < decoded.width; element++) {
      const { values, present } = decoded.element(element);
      const logged = vectors.map((each) => cellOf(each, first + element));
      expect([...values]).toEqual(logged.map((value) => value ?? Number.NaN));
      expect(present === undefined ? logged.map(() => 1) : [...present]).toEqual(
        logged.map((value) => Number(value !== undefined)),
      );
    }
    vectors.forEach((each, place) => {
      const { values, present } = decoded.vectorAt(place);
      values.forEach((value, element) => {
        const logged = cellOf(each, first + element);
        if (!Object.is(value, logged ?? Number.NaN))
          throw new Error(`${value} instead of ${logged} at ${place}, ${element}`);
        if ((present?.[element] ?? 1) !== Number(logged !== undefined))
          throw new Error(`presence at ${place}, ${element}`);
      });
    });
  }
}

it.each(Object.keys(DTYPES) as Dtype[])('gives back every cell of dense vectors of %s', (dtype) => {
  const of = (step: number) =>
    vector(
      step,
      Array.from({ length: 9 }, (_, e) => STRANGE[(e + step) % 7]!),
      { dtype },
    );
  expectSame([of(1), of(2), of(5)], 9);
});

it('gives back every cell of an axis of several blocks', () => {
  const thirds = Array.from({ length: 5000 }, (_, e) => Math.fround(e / 3));
  expectSame([vector(-3, thirds), vector(0, thirds.toReversed())], 5000);
});

it('tells a cell that was not logged from one that was logged as NaN', () => {
  expectSame([vector(1, [Number.NaN, 2, 3], { elements: [0, 2, 3] }), vector(2, [5, 6, 7, Number.NaN])], 4);
});

it('lays vectors with few cells out as a list of them', () => {
  const vectors = [
    vector(1, [1, 2], { elements: [3, 4500] }),
    vector(2, [], { elements: [] }),
    vector(9, [-0], { elements: [3] }),
  ];
  expect(encodeBlock(vectorColumn(vectors, 5000), 0).length).toBeLessThan(200);
  expectSame(vectors, 5000);
});

it('never rounds: a value that needs a double makes the column one of doubles', () => {
  expect(vectorColumn([vector(1, [0.1], { dtype: 'f64' }), vector(2, [1])], 1).dtype).toBe('f64');
  expect(vectorColumn([vector(1, [0.5], { dtype: 'f64' }), vector(2, [1])], 1).dtype).toBe('f32');
  expect(vectorColumn([vector(1, [0.5], { dtype: 'f16' }), vector(2, [1], { dtype: 'bf16' })], 1).dtype).toBe('f32');
  expect(vectorColumn([vector(1, [0.5], { dtype: 'f16' }), vector(2, [1], { dtype: 'f16' })], 1).dtype).toBe('f16');
});

it('refuses whatever is no block', () => {
  const body = encodeBlock(vectorColumn([vector(1, [1, 2]), vector(2, [3, 4])], 2), 0);
  expect(() => decodeBlock(body, 3)).toThrow('2 vectors instead of 3');
  expect(() => decodeBlock(body.subarray(0, 40), 2)).toThrow('40 bytes do not hold 2 × 12');
  expect(() => decodeBlock(Uint8Array.of(0x44, ...body.subarray(1)), 2)).toThrow('format 68 instead of 69 or 67');
  expect(() => decodeElement(cutBody(body, 1), 2, 2)).toThrow('slice 2 of 2');
  expect(() => decodeElement(cutBody(body, 1), 2, 0)).toThrow('the checksum of slice 0 does not agree');
});

it('makes columns of about 131,072 cells a block', () => {
  expect([1, 300, 512, 513, 4096, 150_000].map(columnSteps)).toEqual([256, 256, 256, 128, 32, 32]);
});
