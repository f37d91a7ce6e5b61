/*
 * The bytes of a frame, little-endian, every section on a multiple of 8 (docs/wire-format.md draws them).
 * Writer and reader view the bytes through typed arrays, so they need a little-endian host, which is every host that
 * V8 runs on but s390x; there the import fails rather than write frames that no one can read.
 */

/** The bytes of "GRAT" as one u32. */
export const FRAME_MAGIC = 0x54415247;
export const FRAME_VERSION = 1;
export const FRAME_HEADER_BYTES = 32;
export const GROUP_HEADER_BYTES = 16;
export const GROUP_KIND = { scalars: 1, vector: 2 } as const;
/** Bit 0 of a vector group's flags. */
export const SPARSE = 1;
/** Dictionary ids are int4 in the store, from 1. */
export const MAX_DICTIONARY_ID = 0x7fffffff;
/** The span of a JavaScript Date, in ms on either side of 1970. */
export const MAX_TIME_MS = 8.64e15;

/** The next multiple of 8. A double holds it for any product of two u32, so it never wraps. */
export const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

if (new Uint8Array(new Uint32Array([FRAME_MAGIC]).buffer)[0] !== 0x47) {
  throw new Error('Frames need a little-endian host.');
}
