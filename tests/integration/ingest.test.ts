import { LIMITS } from '@graticule/contracts';
import { MetricIngest, QueuedBytes, type Writer } from '@graticule/metrics';
import { bits, frame, type MetricLab, metricLab, scalars, vector } from '../support/metric-lab.js';

let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

async function journalOf({ runKey }: Writer): Promise<readonly { n: number; body: Buffer }[]> {
  const text = 'SELECT n, body FROM store.journal WHERE run_id = $1 ORDER BY id, writer';
  return (await lab.pool.query<{ n: number; body: Buffer }>(text, [runKey])).rows;
}

it('stores a batch byte for byte and says which sequence comes next', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const bytes = frame({ scalars: [scalars(loss, [1, 2, 3], [0.5, Number.NaN, -0])] });
  expect(await lab.ingest.acceptFrame(run, bytes)).toEqual({ kind: 'accepted', accepted: 3, nextSequence: 2n });
  const [row] = await journalOf(run);
  expect(row?.n).toBe(3);
  expect(row?.body.equals(bytes)).toBe(true);
});

it('ignores a batch that was already accepted', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const first = frame({ scalars: [scalars(loss, [1], [0.5])] });
  await lab.ingest.acceptFrame(run, first);
  expect(await lab.ingest.acceptFrame(run, first)).toEqual({ kind: 'duplicate', nextSequence: 2n });
  await lab.ingest.acceptFrame(run, frame({ sequence: 2n, scalars: [scalars(loss, [2], [0.25])] }));
  expect(await lab.freshIngest().acceptFrame(run, first)).toEqual({ kind: 'duplicate', nextSequence: 3n });
  expect(await journalOf(run)).toHaveLength(2);
});

it('names the expected sequence when one is missing, and takes it afterwards', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const batch = (sequence: bigint) => frame({ sequence, scalars: [scalars(loss, [sequence], [1])] });
  expect(await lab.ingest.acceptFrame(run, batch(3n))).toEqual({ kind: 'gap', expected: 1n });
  await lab.ingest.acceptFrame(run, batch(1n));
  expect(await lab.ingest.acceptFrame(run, batch(3n))).toEqual({ kind: 'gap', expected: 2n });
  await lab.ingest.acceptFrame(run, batch(2n));
  expect(await lab.ingest.acceptFrame(run, batch(3n))).toMatchObject({ kind: 'accepted', nextSequence: 4n });
});

it('keeps writers apart: each counts for itself', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const outcomes = await Promise.all(
    [1n, 2n, 3n, 4n].map((writer) =>
      lab.ingest.acceptFrame(run, frame({ writer, scalars: [scalars(loss, [writer], [1])] })),
    ),
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
});

it('accepts one of two identical batches that arrive at once', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const bytes = frame({ scalars: [scalars(loss, [1], [1])] });
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => lab.ingest.acceptFrame(run, bytes)));
  expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate']);
  expect(await journalOf(run)).toHaveLength(1);
});

it('refuses a run without a gate, an attempt that was overtaken and a run that has ended', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const bytes = frame({ scalars: [scalars(loss, [1], [1])] });
  const nowhere = { ...run, runKey: (run.runKey + 1_000_000n) as Writer['runKey'] };
  expect(await lab.ingest.acceptFrame(nowhere, bytes)).toEqual({ kind: 'unknown' });
  await lab.gate.open(run.runKey, 2, 2n, null);
  expect(await lab.ingest.acceptFrame(run, bytes)).toEqual({ kind: 'stale' });
  await lab.gate.close(run.runKey, 2n);
  expect(await lab.gate.current(run.runKey)).toEqual({ attempt: 2, epoch: 2n, open: false });
  expect(await lab.ingest.acceptFrame({ ...run, attempt: 2, epoch: 2n }, bytes)).toEqual({ kind: 'closed' });
  expect(await journalOf(run)).toHaveLength(0);
});

it('does not let an old epoch close or take over the gate', async () => {
  const run = await lab.newRun();
  await lab.gate.open(run.runKey, 2, 5n, null);
  await lab.gate.close(run.runKey, 1n);
  await lab.gate.open(run.runKey, 1, 1n, null);
  expect(await lab.gate.current(run.runKey)).toEqual({ attempt: 2, epoch: 5n, open: true });
});

it('lists every metric that is unknown, of another project or over an axis, and stores nothing', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const axis = await lab.axis('token', ['a', 'b', 'c']);
  const tokens = await lab.metric('token/loss', { axis: 'token' });
  const declared = await lab.dictionary.declare(lab.otherProject, [{ name: 'loss', dtype: 'f32' }]);
  const foreign = declared.kind === 'declared' ? declared.metrics[0]!.id : 0;
  const group = {
    ...scalars(loss, [1], [1]),
    metrics: Uint32Array.of(loss.id, 2_000_000_000, foreign, tokens.id),
    values: Float64Array.of(1, 2, 3, 4),
  };
  const bytes = frame({ scalars: [scalars(loss, [1], [1]), group], vectors: [vector(tokens, axis.id, 1, [1, 2, 3])] });
  const outcome = await lab.ingest.acceptFrame(run, bytes);
  expect(outcome.kind === 'invalid' && outcome.problems.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['#/scalars/1/metrics/1', 'UNKNOWN_METRIC'],
    ['#/scalars/1/metrics/2', 'UNKNOWN_METRIC'],
    ['#/scalars/1/metrics/3', 'NEEDS_VECTOR'],
  ]);
  expect(await journalOf(run)).toHaveLength(0);
  expect(await lab.store.bindings(run.runKey, [tokens.id])).toEqual(new Map());
});

it('checks every vector against its axis', async () => {
  const run = await lab.newRun();
  const axis = await lab.axis('token', ['a', 'b', 'c']);
  const layers = await lab.axis('layer', 2);
  const [loss, tokens] = [await lab.metric('loss'), await lab.metric('token/loss', { axis: 'token' })];
  const vectors = [
    vector(tokens, axis.id, 1, [1, 2]),
    vector(tokens, axis.id, 1, [1, 2], [1, 3]),
    vector(tokens, layers.id, 1, [1, 2]),
    vector(tokens, 2_000_000_000, 1, [1, 2]),
    vector(loss, axis.id, 1, [1, 2, 3]),
    vector(tokens, axis.id, 1, [1, 2, 3]),
  ];
  const outcome = await lab.ingest.acceptFrame(run, frame({ vectors }));
  expect(outcome.kind === 'invalid' && outcome.problems.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '#/vectors/0 VECTOR_LENGTH',
    '#/vectors/1 ELEMENT_RANGE',
    '#/vectors/2 WRONG_AXIS',
    '#/vectors/3 UNKNOWN_AXIS_VERSION',
    '#/vectors/4 WRONG_AXIS',
  ]);
  expect(await journalOf(run)).toHaveLength(0);
});

describe('a series is bound to the axis version of its first vector', () => {
  it('refuses another version afterwards, on every replica', async () => {
    const run = await lab.newRun();
    const [one, two] = [await lab.axis('bin', ['a', 'b']), await lab.axis('bin', ['a', 'b', 'c'])];
    const metric = await lab.metric('bin/count', { axis: 'bin' });
    await lab.ingest.acceptFrame(run, frame({ vectors: [vector(metric, one.id, 1, [1, 2])] }));
    const other = frame({ sequence: 2n, vectors: [vector(metric, two.id, 2, [1, 2, 3])] });
    for (const ingest of [lab.ingest, lab.freshIngest()]) {
      const outcome = await ingest.acceptFrame(run, other);
      expect(outcome).toMatchObject({ kind: 'invalid', problems: [{ code: 'OTHER_AXIS_VERSION' }] });
    }
    const again = frame({ sequence: 2n, vectors: [vector(metric, one.id, 2, [3, 4])] });
    expect(await lab.freshIngest().acceptFrame(run, again)).toMatchObject({ kind: 'accepted' });
  });

  it('lets one of two versions win when they arrive at once', async () => {
    const run = await lab.newRun();
    const [one, two] = [await lab.axis('bin', ['a', 'b']), await lab.axis('bin', ['a', 'b', 'c'])];
    const metric = await lab.metric('bin/count', { axis: 'bin' });
    const outcomes = await Promise.all([
      lab.ingest.acceptFrame(run, frame({ writer: 1n, vectors: [vector(metric, one.id, 1, [1, 2])] })),
      lab.freshIngest().acceptFrame(run, frame({ writer: 2n, vectors: [vector(metric, two.id, 2, [1, 2, 3])] })),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'invalid']);
    expect(await journalOf(run)).toHaveLength(1);
  });

  it('does not bind a series by a batch that was refused', async () => {
    const run = await lab.newRun();
    const one = await lab.axis('bin', ['a', 'b']);
    const metric = await lab.metric('bin/count', { axis: 'bin' });
    const bytes = frame({ sequence: 2n, vectors: [vector(metric, one.id, 1, [1, 2])] });
    expect(await lab.ingest.acceptFrame(run, bytes)).toMatchObject({ kind: 'gap' });
    expect(await lab.store.bindings(run.runKey, [metric.id])).toEqual(new Map());
  });
});

it('answers garbage with the place of the fault and never stores a part of it', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const good = frame({ scalars: [scalars(loss, [1, 2], [1, 2]), scalars(loss, [3, 4], [3, 4])] });
  let seed = 12_345;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const broken = [
    new Uint8Array(0),
    good.subarray(0, good.length - 8),
    ...Array.from({ length: 200 }, () => Uint8Array.from({ length: Math.floor(random() * 400) }, () => random() * 256)),
    // Bytes of the header and of the group's header: every one of them is checked.
    ...Array.from({ length: 12 }, (_, i) => good.map((byte, at) => (at === (i < 8 ? i : i + 20) ? byte ^ 0xff : byte))),
  ];
  for (const bytes of broken) {
    expect(await lab.ingest.acceptFrame(run, bytes)).toMatchObject({ kind: 'malformed', at: expect.any(Number) });
  }
  expect(await journalOf(run)).toHaveLength(0);
});

it('refuses a batch above the limit without spending its sequence number', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const n = LIMITS.batchBytes / 24 + 1;
  const steps = Array.from({ length: n }, (_, i) => i);
  const outcome = await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(loss, steps, steps)] }));
  expect(outcome).toMatchObject({ kind: 'invalid', problems: [{ code: 'BATCH_TOO_LARGE' }] });
  expect(await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(loss, [1], [1])] }))).toMatchObject({
    kind: 'accepted',
  });
});

it('answers busy instead of queueing without bound, and accepts the same batch later', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const narrow = new MetricIngest(lab.store, lab.dictionary, lab.axes, { queued: new QueuedBytes(150) });
  const batch = (writer: bigint) => frame({ writer, scalars: [scalars(loss, [1], [1])] });
  const outcomes = await Promise.all([1n, 2n, 3n].map((writer) => narrow.acceptFrame(run, batch(writer))));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'busy', 'busy']);
  expect(await narrow.acceptFrame(run, batch(2n))).toMatchObject({ kind: 'accepted' });
});

it('returns every bit of NaN, infinities, −0 and of steps far beyond 2^53', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const steps = [-(2n ** 63n), -(2n ** 62n), -1n, 0n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 62n, 2n ** 63n - 1n];
  const values = [Number.NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE, 0.1, -1];
  await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(loss, steps, values)] }));
  const slice = await lab.reader.slice(run.runKey, loss, { mode: 'RAW' });
  if (slice.kind !== 'slice') throw new Error(JSON.stringify(slice));
  expect([...slice.steps]).toEqual(steps);
  expect(bits(slice.lines[0]!.values)).toEqual(bits(values));
});
