import fc from 'fast-check';
import type { AttemptPoints } from '../tiles/points.js';
import { RunViews } from './run-views.js';
import { ScalarReader } from './scalar-reader.js';
import { ScalarSource } from './scalar-source.js';
import { pointsOf, RUN, StoredRun, type Write } from './stored-run.test-support.js';
import { summariseScalars } from './summarise.js';

const readerOf = (store: StoredRun) => {
  const views = new RunViews(store);
  return { views, reader: new ScalarReader(new ScalarSource(views)) };
};

const anyValue = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, -0) },
);

/** Steps with gaps, values of every kind; how they are cut into tiles; what waits in the journal; a range; a budget of points. */
const series = fc.record({
  gaps: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 700 }),
  values: fc.array(anyValue, { minLength: 700, maxLength: 700 }),
  tile: fc.integer({ min: 20, max: 300 }),
  openShare: fc.double({ min: 0, max: 1, noNaN: true }),
  tail: fc.array(fc.tuple(fc.integer({ min: -50, max: 3600 }), anyValue), { maxLength: 30 }),
  fresh: fc.array(anyValue, { maxLength: 60 }),
  from: fc.option(fc.integer({ min: -60, max: 3600 }), { nil: undefined }),
  to: fc.option(fc.integer({ min: -60, max: 4000 }), { nil: undefined }),
  limit: fc.integer({ min: 1, max: 120 }),
});

type Case = typeof series extends fc.Arbitrary<infer T> ? T : never;

function foldedOf({ gaps, values }: Case): Write[] {
  let step = 0;
  return gaps.map((gap, i) => [(step += gap), values[i]!] as const);
}

/** A run with the folded points, and a tail that goes on after them or, `late`, falls between them. */
function built(one: Case, tail: 'going on' | 'late') {
  const folded = foldedOf(one);
  const last = folded.at(-1)![0];
  const fresh = one.fresh.map((value, i) => [last + 1 + 2 * i, value] as const);
  const written = tail === 'late' ? [...one.tail, ...fresh] : fresh;
  const store = new StoredRun();
  store.layDown(pointsOf(folded), { tile: one.tile, open: Math.floor(one.openShare * Math.min(50, folded.length)) });
  if (written.length > 0) store.append(written);
  const expected = new Map<number, number>([...folded, ...written].map(([step, value]) => [step, value]));
  return { store, expected: [...expected].toSorted(([a], [b]) => a - b) };
}

function requestOf({ from, to, limit }: Case) {
  const steps: { from?: bigint; to?: bigint } = {
    ...(from === undefined ? {} : { from: BigInt(from) }),
    ...(to === undefined ? {} : { to: BigInt(to) }),
  };
  return { steps, maxPoints: limit };
}

const within = (points: readonly (readonly [number, number])[], { from = -Infinity, to = Infinity }: Case) =>
  points.filter(([step]) => step >= from && step <= to);

const plain = ({ steps, values }: { steps: BigInt64Array; values: Float64Array }) =>
  Array.from(steps, (step, i) => [Number(step), values[i]!] as const);

const property = (run: (one: Case) => Promise<void>) => fc.assert(fc.asyncProperty(series, run), { numRuns: 150 });

it('makes each bucket of exactly the points from its first step to that of the next', () =>
  property(async (one) => {
    const { store, expected } = built(one, 'going on');
    const points = within(expected, one);
    const slice = await readerOf(store).reader.slice(RUN, 1, requestOf(one));
    const line = slice.lines[0]!;
    expect([slice.exact, slice.pointsTotal]).toEqual([true, BigInt(points.length)]);
    expect(slice.steps.length).toBeLessThanOrEqual(one.limit);
    expect(slice.steps.length > 0).toBe(points.length > 0);
    let counted = 0;
    slice.steps.forEach((start, b) => {
      const end = slice.steps[b + 1] ?? 2n ** 62n;
      const inside = points.filter(([step]) => BigInt(step) >= start && BigInt(step) < end).map(([, value]) => value);
      const numbers = inside.filter((value) => !Number.isNaN(value));
      counted += inside.length;
      expect(line.count![b]).toBe(numbers.length);
      if (numbers.length === 0) return expect([line.values[b], line.min![b], line.max![b]]).toEqual([NaN, NaN, NaN]);
      expect([line.min![b]! + 0, line.max![b]! + 0]).toEqual([Math.min(...numbers) + 0, Math.max(...numbers) + 0]);
      const mean = numbers.reduce((sum, value) => sum + value / numbers.length, 0);
      // Sums of at most a few hundred numbers below 100: a few rounding errors of the largest.
      if (Number.isFinite(mean)) expect(Math.abs(line.values[b]! - mean)).toBeLessThanOrEqual(1e-10);
      else expect(line.values[b]).toBe(mean);
    });
    expect(counted).toBe(points.length);
  }));

it('says that an envelope is not exact while late points wait beside the pyramid, and still counts truly', () =>
  property(async (one) => {
    const { store, expected } = built(one, 'late');
    const slice = await readerOf(store).reader.slice(RUN, 1, requestOf(one));
    expect(slice.pointsTotal).toBe(BigInt(within(expected, one).length));
    if (!slice.exact) return;
    const counted = slice.lines[0]!.count!.reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(within(expected, one).filter(([, value]) => !Number.isNaN(value)).length);
  }));

it('walks every point once, page by page, the journal over the tiles', () =>
  property(async (one) => {
    const { store, expected } = built(one, 'late');
    const { reader } = readerOf(store);
    const seen: (readonly [number, number])[] = [];
    let { steps } = requestOf(one);
    for (;;) {
      const page = await reader.slice(RUN, 1, { mode: 'RAW', maxPoints: Math.max(one.limit, 10), steps });
      expect(page.pointsTotal).toBe(BigInt(within(expected, one).length - seen.length));
      seen.push(...plain({ steps: page.steps, values: page.lines[0]!.values }));
      if (page.nextStep === null) break;
      steps = { ...steps, from: page.nextStep };
    }
    expect(seen).toEqual(within(expected, one));
  }));

it('finds the last point of any range', () =>
  property(async (one) => {
    const { store, expected } = built(one, 'late');
    const slice = await readerOf(store).reader.slice(RUN, 1, { ...requestOf(one), mode: 'LAST' });
    expect(plain({ steps: slice.steps, values: slice.lines[0]!.values })).toEqual(within(expected, one).slice(-1));
  }));

it('summarises row and tail as if the points had been read one by one', () =>
  property(async (one) => {
    for (const tail of ['going on', 'late'] as const) {
      const { store, expected } = built(one, tail);
      const { views, reader } = readerOf(store);
      const view = await views.read(RUN, { series: [1], tiles: [] });
      const { mean, ...summary } = await reader.summary(view, 1);
      const { mean: expectedMean, ...rest } = summariseScalars(pointsOf(expected));
      expect({ ...summary, min: summary.min! + 0, max: summary.max! + 0 }).toEqual({
        ...rest,
        min: rest.min! + 0,
        max: rest.max! + 0,
      });
      // Values below 100, added in another order.
      if (expectedMean === null) expect(mean).toBeNull();
      else expect(Math.abs(mean! - expectedMean)).toBeLessThanOrEqual(1e-11);
    }
  }));

/** Tiles of attempt 1 at steps 1 … n that a cut of attempt 2 at `cut` hides in part, and what attempt 2 logged. */
function cutRun(n: number, cut: number, second: readonly Write[]) {
  const store = new StoredRun();
  const first = Array.from({ length: n }, (_, i): Write => [i + 1, i]);
  store.layDown(pointsOf(first), { tile: 64, open: 10 });
  store.cuts.push({ attempt: 2, startStep: BigInt(cut), folded: false });
  if (second.length > 0) store.append(second);
  return { store, expected: pointsOf([...first.slice(0, cut - 1), ...second]) };
}

const sameColumns = (a: Omit<AttemptPoints, 'attempts'>, b: AttemptPoints) =>
  expect([[...a.steps], [...a.values]]).toEqual([[...b.steps], [...b.values]]);

it('hides what a cut hides while the tiles still hold it', async () => {
  const { store, expected } = cutRun(1000, 301, [[301, -1, 2], [302, -2, 2]]); // prettier-ignore
  const { reader, views } = readerOf(store);
  sameColumns(await reader.points(RUN, 1), expected);
  const last = await reader.slice(RUN, 1, { mode: 'LAST', maxPoints: 1 });
  expect([[...last.steps], last.pointsTotal]).toEqual([[302n], 302n]);
  const before = await reader.slice(RUN, 1, { mode: 'LAST', maxPoints: 1, steps: { to: 300n } });
  expect([...before.steps]).toEqual([300n]);
  const envelope = await reader.slice(RUN, 1, { maxPoints: 5 });
  expect([envelope.exact, envelope.pointsTotal]).toEqual([false, 302n]);
  expect(envelope.lines[0]!.count!.reduce((a, b) => a + b, 0)).toBe(302);
  const view = await views.read(RUN, { series: [1], tiles: [] });
  expect(await reader.summary(view, 1)).toMatchObject({
    count: 302n,
    max: 299,
    maxStep: 300n,
    min: -2,
    lastStep: 302n,
  });
});

it('has nothing where a pending cut hides everything', async () => {
  const { reader } = readerOf(cutRun(500, 1, []).store);
  expect((await reader.points(RUN, 1)).steps).toHaveLength(0);
  const last = await reader.slice(RUN, 1, { mode: 'LAST', maxPoints: 1 });
  expect([last.steps.length, last.pointsTotal]).toEqual([0, 0n]);
});

it('tells history by step, those that no longer count first and the one that counts last', async () => {
  const store = new StoredRun();
  store.layDown(pointsOf([[1, 1], [2, 22], [3, 3]]), { tile: 10 }); // prettier-ignore
  store.history(pointsOf([[2, 20], [2, 21]])); // prettier-ignore
  store.append([[2, 23], [2, 20], [9, 9]]); // prettier-ignore
  const { reader } = readerOf(store);
  const slice = await reader.slice(RUN, 1, { mode: 'RAW', history: true, maxPoints: 100 });
  expect(plain({ steps: slice.steps, values: slice.lines[0]!.values })).toEqual(
    [[1, 1], [2, 21], [2, 22], [2, 23], [2, 20], [3, 3], [9, 9]], // prettier-ignore
  );
});

it('names the tile that cannot be read, and reads the other series', async () => {
  const store = new StoredRun();
  store.layDown(pointsOf([[5, 1], [6, 2]]), { tile: 10 }); // prettier-ignore
  store.layDown(pointsOf([[5, 1], [6, 2]]), { tile: 10, metric: 2 }); // prettier-ignore
  store.tiles = store.tiles.map((tile) =>
    tile.metric === 1 && tile.level === 0 ? { ...tile, body: Buffer.from('nonsense') } : tile,
  );
  const { reader } = readerOf(store);
  await expect(reader.points(RUN, 1)).rejects.toMatchObject({ code: 'INTERNAL' });
  await expect(reader.points(RUN, 1)).rejects.toThrow(/metric 1 of run 7 at level 0, block 0, step 5, fold 1/);
  expect((await reader.points(RUN, 2)).steps).toHaveLength(2);
});

/** 40,000 points, ten steps apart, in 200 tiles. */
function longRun() {
  const store = new StoredRun();
  const steps = Array.from({ length: 40_000 }, (_, i): Write => [10 * i, Math.sin(i)]);
  store.layDown(pointsOf(steps), { tile: 200, rowTiles: 50 });
  return store;
}

describe('reads little', () => {
  it('of a page of raw points', async () => {
    const store = longRun();
    await readerOf(store).reader.slice(RUN, 1, { mode: 'RAW', maxPoints: 500 });
    expect(store.came.reduce((a, b) => a + b, 0)).toBeLessThan(10);
  });

  it('of the last point of a range', async () => {
    const store = longRun();
    const slice = await readerOf(store).reader.slice(RUN, 1, { mode: 'LAST', maxPoints: 1, steps: { to: 123_456n } });
    expect([slice.steps[0], slice.pointsTotal]).toEqual([123_450n, 12_346n]);
    expect(store.tiles.length).toBeGreaterThan(200);
    // The tile of the point, and the rows of the pyramid that count those before it.
    expect(store.came.reduce((a, b) => a + b, 0)).toBeLessThan(6);
  });

  it('of a chart that it has answered: nothing but the stamp of the run, until that is another one', async () => {
    const store = longRun();
    const { reader } = readerOf(store);
    const slice = await reader.slice(RUN, 1, { maxPoints: 100 });
    const before = store.asked.length;
    expect(await reader.slice(RUN, 1, { maxPoints: 100 })).toBe(slice);
    expect(store.asked.length).toBe(before);
    store.append([[400_000, 1]]);
    expect((await reader.slice(RUN, 1, { maxPoints: 100 })).pointsTotal).toBe(40_001n);
    expect([store.asked.length - before, store.came.at(-1), store.asked.at(-1)!.knownFold]).toEqual([1, 0, 1n]);
  });

  it('of a chart at another width: its stamp once, whatever the chart is made from', async () => {
    const store = longRun();
    const { reader } = readerOf(store);
    await reader.slice(RUN, 1, { maxPoints: 100 });
    const [before, stamps] = [store.asked.length, store.stamps];
    expect((await reader.slice(RUN, 1, { maxPoints: 99 })).pointsTotal).toBe(40_000n);
    expect([store.asked.length - before, store.stamps - stamps]).toEqual([0, 1]);
  });
});
