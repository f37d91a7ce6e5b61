import type { Metric, Writer } from '@graticule/metrics';
import { frame, type MetricLab, scalars, vector } from './metric-lab.js';
import { foldAll, newFolder } from './store-folding.js';
import type { SeededRandom } from './store-random.js';

/** What happens to a run in a test that only needs it to be eventful. */
export interface Life {
  readonly run: Writer;
  readonly scalars: readonly Metric[];
  readonly vectors: readonly Metric[];
  /** A few batches, attempts, cuts and folds more. */
  live(batches: number): Promise<void>;
  /** The run ends and is folded whole. */
  end(): Promise<void>;
}

const SPECIAL = [Number.NaN, Infinity, -Infinity, -0, 0, 5e-324, Number.MAX_VALUE];
const ELEMENTS = 5;

/** A run with two scalar series and a vector series, of several writers. `size`: steps of a batch at most. */
export async function randomLife(lab: MetricLab, random: SeededRandom, size: number): Promise<Life> {
  const attributes = { depth: [0, 0, 1, 1, 2], kind: ['a', 'b', 'a', 'b', null] };
  const put = await lab.axes.put(lab.project, 'layer', {
    elements: ELEMENTS,
    attributes,
    groupings: ['kind', 'depth'],
  });
  if (put.kind !== 'stored') throw new Error(JSON.stringify(put));
  const axis = put.version;
  const numbers = [await lab.metric('loss'), await lab.metric('rate')];
  const gradient = await lab.metric('gradient', { axis: 'layer', dtype: 'f64' });
  const sequences = new Map<bigint, bigint>();
  let run = await lab.newRun();
  let [frontier, time] = [0, 1_790_000_000_000];
  const value = () => (random.oneIn(9) ? random.pick(SPECIAL) : random.next() * 10 ** random.between(-3, 3));

  function batch(): Parameters<typeof frame>[0] {
    const n = random.between(1, size);
    const isLate = random.oneIn(3);
    const steps = Array.from({ length: n }, (_, i) => (isLate ? random.below(frontier + n) : frontier + i));
    frontier = Math.max(frontier, ...steps.map((step) => step + 1));
    time += n;
    const groups = numbers
      .filter(() => random.oneIn(2))
      .map((metric) => scalars(metric, steps, steps.map(value), time));
    const wide = [...new Set(steps)].slice(0, random.pick([0, 3, 90])).map((step) => {
      const elements = random.oneIn(2) ? undefined : [0, 2, 4].slice(random.below(3));
      return { ...vector(gradient, axis.id, step, (elements ?? [0, 1, 2, 3, 4]).map(value), elements), time };
    });
    return groups.length + wide.length > 0 ? { scalars: groups, vectors: wide } : batch();
  }

  async function resume(): Promise<void> {
    run = { ...run, attempt: run.attempt + 1, epoch: run.epoch + 1n };
    const startStep = random.oneIn(4) ? null : BigInt(random.below(frontier + 1));
    await lab.gate.open(run.runKey, run.attempt, run.epoch, startStep);
  }

  return {
    get run() {
      return run;
    },
    scalars: numbers,
    vectors: [gradient],
    async live(batches) {
      for (let b = 0; b < batches; b++) {
        if (random.oneIn(7)) await resume();
        const writer = random.pick([1n, 2n, 2n ** 62n]);
        const sequence = sequences.get(writer) ?? 1n;
        const outcome = await lab.ingest.acceptFrame(run, frame({ writer, sequence, ...batch() }));
        if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
        sequences.set(writer, sequence + 1n);
        if (random.oneIn(4)) await foldAll(newFolder(lab.pool), run.runKey);
      }
    },
    async end() {
      await lab.gate.close(run.runKey, run.epoch);
      await foldAll(newFolder(lab.pool), run.runKey);
    },
  };
}
