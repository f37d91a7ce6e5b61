import type { ElementEntries } from '../tiles/vector-pyramid.js';

/** Values of lines over consecutive vectors of a timeline. */
export interface ValueChunk {
  readonly kind: 'values';
  readonly at: number;
  readonly length: number;
  /** [lines][length] */
  readonly values: Float64Array;
  /** [lines][length] of 0 or 1; undefined: every value was logged. Lines of single elements only. */
  readonly present?: Uint8Array;
}

/** Entries of the pyramid over one whole column, `length` of them. */
export interface EntryChunk {
  readonly kind: 'entries';
  readonly length: number;
  /** With `elements` one row, in which each line has the entries of its element; else a row per line. */
  readonly rows: readonly ElementEntries[];
  readonly elements: Uint32Array | undefined;
}

export type LineChunk = ValueChunk | EntryChunk;
