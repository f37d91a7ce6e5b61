import { groupReduce } from '@graticule/numerics';
import { type GroupedVector, type GroupMembers, inGroups } from './group-members.js';

/**
 * Weighted means of the groups of one axis after the other: the operations of `groupReduce` with weights in their order, and so
 * its bits. Where a sum is not finite it is asked itself.
 */
export class WeightedMeans {
  private readonly result: Float64Array;
  private readonly orderedWeights: Float64Array;

  constructor(
    private readonly members: GroupMembers,
    private readonly weights: Float64Array,
  ) {
    this.result = new Float64Array(members.count);
    this.orderedWeights = inGroups(weights, members.elements);
  }

  /** The answer, [groups], holds until the next call. O(elements). */
  of({ whole, ordered }: GroupedVector): Float64Array {
    const { members, weights, orderedWeights, result } = this;
    for (let g = 0; g < members.count; g++) {
      const mean = meanOf(ordered, orderedWeights, members.starts[g]!, members.starts[g + 1]!);
      if (mean === undefined) return groupReduce(whole, members.groups, members.count, 'MEAN', weights).values;
      result[g] = mean;
    }
    return result;
  }
}

/** Undefined where a sum is not finite. Both sums are compensated. */
// oxlint-disable-next-line max-params -- as hot as it gets: an object per group and vector would cost more than it says
function meanOf(values: Float64Array, weights: Float64Array, begin: number, end: number): number | undefined {
  let [total, lost, weighing] = [0, 0, 0];
  let [weightTotal, weightLost] = [0, 0];
  for (let i = begin; i < end; i++) {
    const value = values[i]!;
    const weight = weights[i]!;
    if (value !== value || weight !== weight || weight === 0) continue;
    const term = value * weight;
    const next = total + term;
    lost += abs(total) >= abs(term) ? total - next + term : term - next + total;
    total = next;
    const nextWeight = weightTotal + weight;
    weightLost +=
      abs(weightTotal) >= abs(weight) ? weightTotal - nextWeight + weight : weight - nextWeight + weightTotal;
    weightTotal = nextWeight;
    weighing++;
  }
  if (weighing === 0) return Number.NaN;
  if (total - total !== 0 || weightTotal - weightTotal !== 0) return undefined;
  return (total + lost) / (weightTotal + weightLost);
}

const abs = (value: number): number => (value < 0 ? -value : value);
