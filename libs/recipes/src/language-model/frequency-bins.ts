/*
 * Token types are grouped by how often they are targets in the training text, in powers of three as in the paper. The loss
 * of a bin is the plain mean over its types: a type that occurs once counts as much as one that occurs twice.
 */

const EDGES = [1, 3, 9, 27, 81, 243] as const;

/** Labels from rare to frequent: "[1,3)" … "[243,inf)". */
export const FREQUENCY_BINS: readonly string[] = EDGES.map((low, i) => `[${low},${EDGES[i + 1] ?? 'inf'})`);

/** Index into FREQUENCY_BINS of a type with this many training targets; −1 for a type that is never one. */
export function frequencyBin(count: number): number {
  return EDGES.findLastIndex((low) => count >= low);
}
