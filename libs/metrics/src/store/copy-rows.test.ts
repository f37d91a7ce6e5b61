import { randomInt } from 'node:crypto';
import { CopyRows } from './copy-rows.js';

function int(value: number, bytes: 2 | 4): Buffer {
  const written = Buffer.alloc(bytes);
  if (bytes === 2) written.writeInt16BE(value);
  else written.writeInt32BE(value);
  return written;
}

/** An answer as Postgres writes it: signature, flags and extension; rows of fields with their lengths; −1. */
function answerOf(rows: readonly (readonly (string | null)[])[]): Buffer {
  const fieldOf = (field: string | null) =>
    field === null ? int(-1, 4) : Buffer.concat([int(Buffer.byteLength(field), 4), Buffer.from(field)]);
  const body = rows.map((row) => Buffer.concat([int(row.length, 2), ...row.map(fieldOf)]));
  return Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8), ...body, int(-1, 2)]);
}

const ROWS = [['a', null, ''], ['x'.repeat(300), 'yy', null], [], ['', 'last', 'z'.repeat(70_000)]];

function taken(pieces: readonly Buffer[]) {
  const answer = new CopyRows();
  for (const piece of pieces) answer.take(piece);
  return answer.rows.map((row) =>
    row.fields.map((_, place) => (row.isNull(place) ? null : row.bytes(place).toString())),
  );
}

it('takes an answer apart that comes whole', () => {
  expect(taken([answerOf(ROWS)])).toEqual(ROWS);
});

it('takes it apart byte by byte, and in pieces cut anywhere', () => {
  const whole = answerOf(ROWS);
  expect(taken(Array.from(whole, (_, at) => whole.subarray(at, at + 1)))).toEqual(ROWS);
  const seed = randomInt(2 ** 31);
  for (let round = 0, state = seed; round < 50; round++) {
    const pieces: Buffer[] = [];
    for (let at = 0; at < whole.length;) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      const size = 1 + (state % (round % 2 === 0 ? 40 : 30_000));
      pieces.push(whole.subarray(at, at + size));
      at += size;
    }
    expect({ seed, round, rows: taken(pieces) }).toEqual({ seed, round, rows: ROWS });
  }
});

it('gives fields that keep their bytes when the piece they came in is used again', () => {
  const piece = answerOf([['kept']]);
  const answer = new CopyRows();
  answer.take(piece);
  piece.fill(0);
  expect(answer.rows[0]?.bytes(0).toString()).toBe('kept');
});

it('reads numbers, and refuses to where there is none or another', () => {
  const answer = new CopyRows();
  answer.take(answerOf([['\0\x07', '\0\0\0\x07', '\0\0\0\0\0\0\0\x07', null]]));
  const [row] = answer.rows;
  expect([row?.int2(0), row?.int4(1), row?.int8(2), row?.float8(2)]).toEqual([7, 7, 7n, 3.5e-323]);
  expect(() => row?.int4(0)).toThrow('field 0 of a row is missing, or not of 4 bytes');
  expect(() => row?.int8(3)).toThrow(TypeError);
  expect(() => row?.bytes(4)).toThrow(TypeError);
});

it('has no rows of an answer without any', () => {
  expect(taken([answerOf([])])).toEqual([]);
});
