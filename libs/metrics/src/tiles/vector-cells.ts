import { bf16FromF32Bits, type Dtype, f16FromF32Bits, f32BitsFromBf16, f32BitsFromF16 } from '@graticule/contracts';

/** Cells as they are stored: f16 and bf16 as their bits. */
export type RawCells = Float64Array | Float32Array | Uint16Array;

interface Written {
  readonly dtype: Dtype;
  readonly values: Float64Array | Float32Array;
}

/** The narrowest dtype among those written that holds every value exactly. O(cells) where some were written as f64. */
export function narrowestDtype(written: readonly Written[]): Dtype {
  const [first] = written;
  if (first !== undefined && written.every(({ dtype }) => dtype === first.dtype) && first.dtype !== 'f64') {
    return first.dtype;
  }
  return written.every(({ values }) => isSingle(values)) ? 'f32' : 'f64';
}

function isSingle(values: Float64Array | Float32Array): boolean {
  if (values instanceof Float32Array) return true;
  const singles = new Float32Array(values);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (singles[i] !== value && value === value) return false;
  }
  return true;
}

/** Values in the form in which they are stored; `dtype` holds them exactly. A column of that form comes back as it is. */
export function rawCells(values: Float64Array | Float32Array, dtype: Dtype): RawCells {
  if (dtype === 'f64') return values instanceof Float64Array ? values : new Float64Array(values);
  const singles = values instanceof Float32Array ? values : new Float32Array(values);
  if (dtype === 'f32') return singles;
  const bits = new Uint32Array(singles.buffer, singles.byteOffset, singles.length);
  const narrow = dtype === 'f16' ? f16FromF32Bits : bf16FromF32Bits;
  // A loop: `from` with a function takes a hundred times as long.
  const halves = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) halves[i] = narrow(bits[i]!);
  return halves;
}

/** A view of cells in a body, or room for them. */
export function cellsAt(bytes: Uint8Array, dtype: Dtype, at: number, length: number): RawCells {
  const offset = bytes.byteOffset + at;
  if (dtype === 'f64') return new Float64Array(bytes.buffer, offset, length);
  return dtype === 'f32'
    ? new Float32Array(bytes.buffer, offset, length)
    : new Uint16Array(bytes.buffer, offset, length);
}

/** What a stored cell of a half-precision dtype is worth, by its bits. 65,536 of them: looking up is faster than widening. */
function worth(widen: (bits: number) => number): () => Float32Array {
  let table: Float32Array | undefined;
  return () => {
    table ??= new Float32Array(Uint32Array.from({ length: 0x10000 }, (_, bits) => widen(bits)).buffer);
    return table;
  };
}

const HALVES = { f16: worth(f32BitsFromF16), bf16: worth(f32BitsFromBf16) } as const;

/** Stored cells as numbers; f32 and f64 come back as they are. */
export function valuesOf(cells: RawCells, dtype: Dtype): Float64Array | Float32Array {
  if (!(cells instanceof Uint16Array)) return cells;
  const table = HALVES[dtype === 'bf16' ? 'bf16' : 'f16']();
  const values = new Float32Array(cells.length);
  for (let i = 0; i < cells.length; i++) values[i] = table[cells[i]!]!;
  return values;
}
