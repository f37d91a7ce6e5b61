/** As many ranges as a fold asks the store for, at most. */
const MOST = 32;

/** Ranges that hold all of these ascending steps, split at their widest gaps, so that few tiles between them are read. O(n log n). */
export function stepClusters(steps: BigInt64Array): readonly { readonly from: bigint; readonly to: bigint }[] {
  if (steps.length === 0) return [];
  const widest = Array.from({ length: steps.length - 1 }, (_, i) => i + 1)
    .toSorted((a, b) => compare(steps[b]! - steps[b - 1]!, steps[a]! - steps[a - 1]!))
    .slice(0, MOST - 1)
    .toSorted((a, b) => a - b);
  const starts = [0, ...widest];
  return starts.map((start, i) => ({ from: steps[start]!, to: steps[(starts[i + 1] ?? steps.length) - 1]! }));
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
