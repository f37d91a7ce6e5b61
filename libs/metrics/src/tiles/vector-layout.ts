/** Elements of a block; the last one of an axis may have fewer. */
export const BLOCK_WIDTH = 4096;

/** Blocks of an axis of so many elements. */
export const blocksOf = (size: number): number => Math.ceil(size / BLOCK_WIDTH);

export const widthOf = (size: number, block: number): number => Math.min(BLOCK_WIDTH, size - block * BLOCK_WIDTH);

/** Vectors of a column: a power of two, about 131,072 cells a block. */
export function columnSteps(size: number): number {
  const fitting = 2 ** Math.floor(Math.log2(131_072 / Math.min(size, BLOCK_WIDTH)));
  return Math.min(256, Math.max(16, fitting));
}
