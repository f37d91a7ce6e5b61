/** The elements of each group, one group after the other. */
export interface GroupMembers {
  /** [axis.size]: as the grouping has them, −1 for none. */
  readonly groups: Int32Array;
  readonly count: number;
  /** Members of group g: elements[starts[g]] … elements[starts[g + 1] − 1], ascending. */
  readonly elements: Uint32Array;
  readonly starts: Uint32Array;
  /** Members of the largest group. */
  readonly most: number;
}

/** groups [axis.size], −1 for none. Counting sort, O(elements). */
export function groupMembers(groups: Int32Array, count: number): GroupMembers {
  const starts = new Uint32Array(count + 1);
  for (const group of groups) if (group >= 0) starts[group + 1]!++;
  let most = 0;
  for (let g = 1; g <= count; g++) {
    if (starts[g]! > most) most = starts[g]!;
    starts[g]! += starts[g - 1]!;
  }
  const next = starts.slice();
  const elements = new Uint32Array(starts[count]!);
  for (let element = 0; element < groups.length; element++) {
    const group = groups[element]!;
    if (group >= 0) elements[next[group]!++] = element;
  }
  return { groups, count, elements, starts, most };
}

/** A vector, and its members of groups as `GroupMembers.elements` has them: read one after the other, they are read fast. */
export interface GroupedVector {
  /** [axis.size], NaN where not logged. */
  readonly whole: Float64Array;
  /** [members]. */
  readonly ordered: Float64Array;
}

export function inGroups(
  values: Float64Array,
  elements: Uint32Array,
  into = new Float64Array(elements.length),
): Float64Array {
  for (let i = 0; i < elements.length; i++) into[i] = values[elements[i]!]!;
  return into;
}
