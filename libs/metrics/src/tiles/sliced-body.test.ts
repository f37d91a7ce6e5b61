import { cutBody } from '../read/cut-body.test-support.js';
import { CorruptTile } from './corrupt-tile.js';
import { decodeGroupRow, decodeGroupStat, encodeGroupRow } from './group-tile.js';
import { encodeBlock } from './vector-block.js';
import { vectorColumn } from './vector-column.js';
import { vectorEntries } from './vector-entries.js';
import type { StoredVector } from './vector-open.js';
import { decodeElementEntries, decodeVectorEntries, encodeVectorEntries } from './vector-pyramid.js';
import { decodeBlock, decodeCells, decodeElement } from './vector-tile.js';

function vector(step: number, values: readonly number[], elements?: readonly number[]): StoredVector {
  const group = { metric: 1, axisVersion: 1, step: BigInt(step), time: step + 0.5, dtype: 'f32' } as const;
  const logged = { elements: elements && Uint32Array.from(elements), values: Float32Array.from(values) };
  return { attempt: 1, group: { ...group, ...logged } };
}

const whole = [1, 2, 3].map((step) => vector(step, [step, 2, 3, 4]));
const withGaps = [...whole, vector(4, [5, 6], [0, 3])];
const mostlyAbsent = [1, 2].map((step) => vector(step, [step], [1]));
const block = (vectors: readonly StoredVector[]) => encodeBlock(vectorColumn(vectors, 4), 0);
const ofBlock = (n: number): readonly Decoder[] => [
  (body) => decodeBlock(body, n).trailer,
  (body) => decodeElement(body, n, 1),
  (body) => decodeCells(body, n, 1),
];

type Decoder = (body: Uint8Array) => unknown;

const { trailer } = vectorColumn(whole, 4);
const groups = {
  stats: ['MEAN', 'MAX'],
  groups: 2,
  trailer,
  values: Float64Array.from({ length: 12 }, (_, i) => i / 3),
};

it.each<[what: string, body: Uint8Array, decoders: readonly Decoder[]]>([
  ['dense block', block(whole), ofBlock(3)],
  ['dense block with gaps', block(withGaps), ofBlock(4)],
  ['sparse block', block(mostlyAbsent), ofBlock(2)],
  ['grouping row', encodeGroupRow(groups), [(body) => decodeGroupRow(body, 3), (body) => decodeGroupStat(body, 3, 1)]],
  [
    'pyramid row',
    encodeVectorEntries(vectorEntries(vectorColumn(withGaps, 4), 16)),
    [(body) => decodeVectorEntries(body, 1), (body) => decodeElementEntries(body, 1, 1)],
  ],
])('notices any bit that changed in a %s and in what was cut from it', (_, body, [decode, decodeCut, decodeAlone]) => {
  expectNoticed(body, decode!);
  expectNoticed(cutBody(body, 1), decodeCut!);
  if (decodeAlone !== undefined) expectNoticed(cutBody(body, -3), decodeAlone);
});

/** Every bit turned over is either refused or, where it is not looked at, without consequence. */
function expectNoticed(body: Uint8Array, decode: Decoder): void {
  const intact = decode(body);
  for (let bit = 0; bit < 8 * body.length; bit++) {
    const torn = body.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    let answer: unknown;
    try {
      answer = decode(torn);
    } catch (error) {
      if (error instanceof CorruptTile) continue;
      throw error;
    }
    expect({ bit, answer }).toEqual({ bit, answer: intact });
  }
}

it('tells one slice from another', () => {
  expect(() => decodeCells(cutBody(block(whole), -3), 3, 2)).toThrow('the checksum of slice 2 does not agree');
});
