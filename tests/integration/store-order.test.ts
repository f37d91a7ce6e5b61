import { encodeFrame, type RunKey } from '@graticule/contracts';
import type { Folder, Metric, Writer } from '@graticule/metrics';
import { type MetricLab, metricLab } from '../support/metric-lab.js';
import { foldAll, newFolder } from '../support/store-folding.js';

/* Which write of a step counts, when batches, folds and commits come in an unkind order; and what readers see meanwhile. */
let lab: MetricLab;
let folder: Folder;
let metric: Metric;
let run: Writer;
beforeAll(async () => {
  lab = await metricLab();
  folder = newFolder(lab.pool);
  metric = await lab.metric('loss');
});
beforeEach(async () => {
  run = await lab.newRun();
});
afterAll(() => lab.close());

interface Batch {
  readonly writer: bigint;
  readonly sequence?: bigint;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

function frame({ writer, sequence = 1n, steps, values }: Batch): Uint8Array {
  const group = {
    metrics: Uint32Array.of(metric.id),
    steps: BigInt64Array.from(steps, BigInt),
    times: Float64Array.from(steps),
    dtype: 'f64' as const,
    values: Float64Array.from(values),
  };
  return encodeFrame({ writer, sequence, scalars: [group], vectors: [] });
}

const append = async (batch: Batch) => expect((await lab.ingest.acceptFrame(run, frame(batch))).kind).toBe('accepted');

async function raw(reader = lab.freshReader(), history = false) {
  const slice = await reader.slice(run.runKey, metric, { mode: 'RAW', history });
  if (slice.kind !== 'slice') throw new Error(JSON.stringify(slice.problems));
  return [...slice.steps].map((step, i) => [Number(step), slice.lines[0]!.values[i]]);
}

it('shows a batch that commits after a later one was folded, and lets it win', async () => {
  const slow = await lab.pool.connect();
  await slow.query('BEGIN');
  const body = frame({ writer: 1n, steps: [1, 2], values: [10, 20] });
  await slow.query('SELECT * FROM store.append_frame($1, 1, 1, 1, 1, 2, $2)', [run.runKey, body]);
  await append({ writer: 2n, steps: [2, 3], values: [21, 31] });
  await foldAll(folder, run.runKey);
  const reader = lab.freshReader();
  expect(await raw(reader)).toEqual([
    [2, 21],
    [3, 31],
  ]);
  await slow.query('COMMIT');
  slow.release();
  expect(await raw(reader)).toEqual([
    [1, 10],
    [2, 20],
    [3, 31],
  ]);
  await foldAll(folder, run.runKey);
  expect(await raw(reader)).toEqual([
    [1, 10],
    [2, 20],
    [3, 31],
  ]);
  expect(await raw(lab.freshReader(), true)).toEqual([
    [1, 10],
    [2, 21],
    [2, 20],
    [3, 31],
  ]);
});

it('shows a batch below the ones that a reader already holds', async () => {
  const reader = lab.freshReader();
  await append({ writer: 2n, steps: [2], values: [2] });
  expect(await raw(reader)).toEqual([[2, 2]]);
  // As from a replica whose clock is an hour behind.
  await lab.pool.query(
    `INSERT INTO store.journal (run_id, id, writer, attempt, at, n, body)
     SELECT run_id, id - 3600000000, 1, attempt, at, 1, $2 FROM store.journal WHERE run_id = $1`,
    [run.runKey, frame({ writer: 1n, steps: [1], values: [1] })],
  );
  expect(await raw(reader)).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

it('lets a batch with an older clock win over what is folded', async () => {
  await append({ writer: 2n, steps: [1], values: [1] });
  await foldAll(folder, run.runKey);
  await lab.pool.query(
    `INSERT INTO store.journal (run_id, id, writer, attempt, at, n, body) VALUES ($1, 5, 1, 1, 'epoch', 1, $2)`,
    [run.runKey, frame({ writer: 1n, steps: [1], values: [7] })],
  );
  expect(await raw()).toEqual([[1, 7]]);
  await foldAll(folder, run.runKey);
  expect(await raw()).toEqual([[1, 7]]);
});

it('never lets a point vanish or double while folds commit', async () => {
  const reader = lab.freshReader();
  let written = 0;
  let reads = 0;
  const writing = new AbortController();
  const check = async () => {
    while (!writing.signal.aborted) {
      const before = written;
      const readers = [reader, lab.freshReader()];
      const answers = await Promise.all(
        readers.map((each) => each.slice(run.runKey, metric, { mode: 'RAW', maxPoints: 100_000 })),
      );
      for (const answer of answers) {
        if (answer.kind !== 'slice') throw new Error(JSON.stringify(answer.problems));
        expect(answer.steps.length).toBeGreaterThanOrEqual(before);
        expect([...answer.steps].every((step, i) => step === BigInt(i))).toBe(true);
        expect(answer.pointsTotal).toBe(BigInt(answer.steps.length));
        reads += 1;
      }
    }
  };
  const write = async () => {
    for (let sequence = 1n; sequence <= 60n; sequence++) {
      const steps = Array.from({ length: 400 }, (_, i) => written + i);
      await append({ writer: 1n, sequence, steps, values: steps });
      written += 400;
      if (sequence % 2n === 0n) await folder.fold(run.runKey);
    }
    writing.abort();
  };
  await Promise.all([write(), check()]);
  expect(reads).toBeGreaterThan(0);
  const { n } = (await lab.pool.query('SELECT n FROM store.series WHERE run_id = $1', [run.runKey])).rows[0];
  expect(n).toBe(24_000n);
});

/** Rows and bytes of everything that a run keeps. */
async function stored(key: RunKey) {
  const { rows } = await lab.pool.query<{ tiles: number; bytes: number }>(
    'SELECT count(*)::int AS tiles, sum(octet_length(body))::int AS bytes FROM store.tile WHERE run_id = $1',
    [key],
  );
  return rows[0]!;
}

async function millionPoints(stepOf: (point: number) => number) {
  run = await lab.newRun();
  for (let batch = 0; batch < 100; batch++) {
    const points = Array.from({ length: 10_000 }, (_, i) => batch * 10_000 + i);
    const values = points.map((point) => Math.fround(Math.sin(point) + point / 1e6));
    await append({ writer: 1n, sequence: BigInt(batch + 1), steps: points.map(stepOf), values });
    if (batch % 7 === 6) await folder.fold(run.runKey);
  }
  await foldAll(folder, run.runKey);
  return stored(run.runKey);
}

it('keeps a million points of one step in no more rows and bytes than a million points of as many steps', async () => {
  const many = await millionPoints((point) => point);
  const one = await millionPoints(() => 0);
  expect(await raw()).toHaveLength(1);
  expect(one.tiles).toBeLessThanOrEqual(many.tiles);
  expect(one.bytes).toBeLessThanOrEqual(many.bytes);
}, 120_000);

it('does not keep a row of history for each of many small folds', async () => {
  for (let sequence = 1n; sequence <= 150n; sequence++) {
    await append({ writer: 1n, sequence, steps: [0, 0, 0], values: [Number(sequence), 2, 3 + Number(sequence)] });
    await folder.fold(run.runKey);
  }
  expect((await stored(run.runKey)).tiles).toBeLessThan(20);
  const history = await raw(lab.freshReader(), true);
  // Some are the same in several batches: 1 … 150, 2, and 4 … 153 are 153 points.
  expect(history).toHaveLength(153);
  expect(history.at(-1)).toEqual([0, 153]);
});
