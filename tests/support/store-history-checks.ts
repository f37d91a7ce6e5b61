import type { Slice } from '@graticule/metrics';
import { clamp, columnsOf, type Compared, demand, pageOf, read } from './store-checks.js';
import type { SeededRandom } from './store-random.js';
import { identityOf, placeFrom, type ReferenceSeries } from './store-reference.js';

/**
 * Everything ever written: by step, identical writes once, within a step in the order in which they ceased to count, the one that
 * counts last. A write that came again after others did may stand at either place.
 */
export async function checkHistory(compared: Compared, random: SeededRandom) {
  const { reference, cuts } = compared;
  if (reference.length === 0) return;
  // Of a long series mostly a window: each page of a history is as dear as the whole.
  const whole = random.oneIn(reference.length > 5000 ? 12 : 2);
  const middle = reference.at(random.below(reference.length)).place;
  const reach = random.below(1500);
  const [low, high] = whole ? reference.extent() : [middle - reach, middle + reach];
  const expected = reference.history(cuts, low, high);
  const writes = expected.reduce((sum, step) => sum + step.writes.length, 0);
  const limit = pageOf(writes, random, reference.length > 5000 ? 3 : undefined);
  const [base, stride] = [reference.ruler.base, reference.ruler.stride];
  const to = clamp(base + BigInt(high) * stride);
  const answered: { place: number; time: number; value: number }[] = [];
  let next: bigint | null = clamp(base + BigInt(low) * stride);
  let skip = 0;
  while (next !== null) {
    const slice: Slice = await read(compared, {
      mode: 'RAW',
      history: true,
      maxPoints: limit,
      steps: { from: next, to },
      skip,
    });
    demand(slice.steps.length <= limit, () => `${compared.where}: a page of ${slice.steps.length} instead of ${limit}`);
    demand(slice.exact, () => `${compared.where}: history is not exact`);
    const { times, values } = columnsOf(slice);
    slice.steps.forEach((step, i) =>
      answered.push({ place: placeFrom(reference.ruler, step), time: times[i]!, value: values[i]! }),
    );
    next = slice.nextStep;
    skip = slice.nextSkip;
  }
  let at = 0;
  for (const step of expected) {
    const from = at;
    while (at < answered.length && answered[at]!.place === step.place) at++;
    checkStepHistory(
      `${compared.where}: history of step ${base + BigInt(step.place) * stride}`,
      step,
      answered.slice(from, at),
    );
  }
  demand(
    at === answered.length,
    () => `${compared.where}: history has ${answered.length - at} points more than were written`,
  );
}

/** The answer names no attempt: a write is found again by its time and value, and by how many attempts made it. */
const face = ({ time, value }: { readonly time: number; readonly value: number }) =>
  `${time} ${Object.is(value, -0) ? '-0' : value}`;

type StepHistory = ReturnType<ReferenceSeries['history']>[number];

function checkStepHistory(
  where: string,
  { writes, counts }: StepHistory,
  answered: readonly { time: number; value: number }[],
) {
  const distinct = [...new Map(writes.map((write) => [identityOf(write), write])).values()].map(face).toSorted();
  const told = answered.map(face);
  const complaint = () =>
    `${where}: ${told.join(', ')} of the writes ${writes.map((write) => `${write.attempt}: ${face(write)}`).join(', ')}`;
  demand(JSON.stringify(told.toSorted()) === JSON.stringify(distinct), () => `${complaint()} (not the same points)`);
  demand(
    counts === undefined || told.at(-1) === face(counts),
    () => `${complaint()} (the last is not the one that counts)`,
  );
  let from = 0;
  const earlier = counts === undefined ? told : told.slice(0, -1);
  const inOrder = earlier.every((write) => {
    const found = writes.findIndex((candidate, i) => i >= from && face(candidate) === write);
    from = found + 1;
    return found >= 0;
  });
  demand(inOrder, () => `${complaint()} (in another order)`);
}
