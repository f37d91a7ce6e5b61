import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { adversarialPoints, firstDifference } from './adversarial-columns.test-support.js';
import { CorruptTile } from './corrupt-tile.js';
import { decodeHistory, decodePoints, encodeHistory, encodePoints, type Packing } from './point-tile.js';
import type { AttemptPoints } from './points.js';

const packings = fc.constantFrom<Packing>('open', 'sealed');

function differences(a: AttemptPoints, b: AttemptPoints) {
  return {
    steps: firstDifference(a.steps, b.steps),
    times: firstDifference(a.times, b.times),
    values: firstDifference(a.values, b.values),
    attempts: firstDifference(a.attempts, b.attempts),
  };
}
const NONE = { steps: -1, times: -1, values: -1, attempts: -1 };

it('gives back every bit of every column, open and sealed', () => {
  fc.assert(
    fc.property(adversarialPoints, packings, (points, packing) => {
      const body = encodePoints(points, packing);
      expect(differences(decodePoints(body, points.steps.length), points)).toEqual(NONE);
    }),
    { numRuns: 300 },
  );
});

it('gives back every bit of history', () => {
  fc.assert(
    fc.property(adversarialPoints, (points) => {
      const back = decodeHistory(encodeHistory(points), points.steps.length);
      expect(differences(back, points)).toEqual(NONE);
      expect(firstDifference(back.writers, points.writers)).toBe(-1);
    }),
  );
});

it('reads columns that are views, and a body that stands anywhere', () => {
  const all = loss(200);
  const points = {
    steps: all.steps.subarray(7, 107),
    times: all.times.subarray(7, 107),
    values: all.values.subarray(7, 107),
    attempts: all.attempts.subarray(7, 107),
  };
  const body = encodePoints(points, 'open');
  const shifted = new Uint8Array(body.length + 3);
  shifted.set(body, 3);
  expect(differences(decodePoints(shifted.subarray(3), 100), points)).toEqual(NONE);
});

it('keeps a tile of noisy float32 losses and jittered times below 3.9 bytes a point', () => {
  expect(encodePoints(loss(4096), 'sealed').length / 4096).toBeLessThan(3.9);
});

it('keeps a learning rate below 2 bytes a point, of doubles and of float32s', () => {
  const values = Float64Array.from({ length: 4096 }, (_, i) => 1.5e-4 * (1 + Math.cos((Math.PI * i) / 100_000)));
  const times = Float64Array.from(values, (_, i) => 1e12 + i);
  for (const each of [values, values.map(Math.fround)])
    expect(encodePoints({ ...loss(4096), times, values: each }, 'sealed').length / 4096).toBeLessThan(2);
});

it('spends little on a tile of one point', () => {
  expect(encodePoints(loss(1), 'sealed').length).toBeLessThan(60);
});

describe('a body that was changed', () => {
  const cases = (['open', 'sealed'] as const).flatMap((packing) => [
    { packing, points: loss(20) },
    { packing, points: wild(60) },
  ]);

  it('is refused whichever bit was flipped', () => {
    for (const { packing, points } of cases) {
      const body = encodePoints(points, packing);
      const read: number[] = [];
      for (let bit = 0; bit < body.length * 8; bit++) {
        const flipped = body.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        if (outcomeOf(() => decodePoints(flipped, points.steps.length)) !== 'refused') read.push(bit);
      }
      expect(read).toEqual([]);
    }
  });

  it('is refused wherever it was cut, and with anything behind it', () => {
    for (const { packing, points } of cases) {
      const body = encodePoints(points, packing);
      const cut = Array.from(body, (_, length) => body.subarray(0, length));
      const outcomes = [...cut, Uint8Array.of(...body, 0)].map((bytes) =>
        outcomeOf(() => decodePoints(bytes, points.steps.length)),
      );
      expect(new Set(outcomes)).toEqual(new Set(['refused']));
    }
  });

  it('is refused when its row says another number of points, or its format is another', () => {
    const points = { ...loss(20), writers: new BigInt64Array(20) };
    const body = encodePoints(points, 'sealed');
    for (const n of [0, 19, 21, 4096]) expect(() => decodePoints(body, n)).toThrow(CorruptTile);
    expect(() => decodeHistory(body, 20)).toThrow(CorruptTile);
    expect(() => decodePoints(encodeHistory(points), 20)).toThrow(CorruptTile);
  });

  it('is refused or read, never more, even with a checksum that agrees', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(packings, fc.nat({ max: 3 }), changes, (packing, at, bytes) => {
        const { points } = cases[at]!;
        const body = encodePoints(points, packing).slice();
        for (const [place, byte] of bytes) body[12 + (place % (body.length - 12))] = byte;
        const head = new DataView(body.buffer);
        head.setUint32(8, crc32(body.subarray(12), crc32(body.subarray(0, 8))), true);
        expect(['refused', points.steps.length]).toContain(
          outcomeOf(() => decodePoints(body, points.steps.length).steps.length),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

function outcomeOf<T>(decode: () => T): T | 'refused' {
  try {
    return decode();
  } catch (error) {
    if (error instanceof CorruptTile) return 'refused';
    throw error;
  }
}

function noise(i: number): number {
  return ((Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(i + 7, 0x85ebca6b)) >>> 0) / 2 ** 32 - 0.5;
}

/** A falling, noisy loss in float32 with clock times that jitter. */
function loss(n: number): AttemptPoints {
  return {
    steps: BigInt64Array.from({ length: n }, (_, i) => BigInt(10 * i)),
    times: Float64Array.from({ length: n }, (_, i) => 1.76e12 + 250 * i + Math.round(60 * noise(i))),
    values: Float64Array.from({ length: n }, (_, i) => Math.fround(2 + Math.exp(-i / 3000) + 0.2 * noise(i + n))),
    attempts: new Uint32Array(n).fill(1),
  };
}

/** Every kind of a column at once. */
function wild(n: number): AttemptPoints {
  return {
    steps: BigInt64Array.from({ length: n }, (_, i) => BigInt(i * i) - 2n ** 62n),
    times: Float64Array.from({ length: n }, (_, i) => Math.round(1e3 * Math.sqrt(i)) / 1e3),
    values: Float64Array.from({ length: n }, (_, i) => (i % 9 === 0 ? Number.NaN : Math.sqrt(i))),
    attempts: Uint32Array.from({ length: n }, (_, i) => i >> 4),
  };
}
