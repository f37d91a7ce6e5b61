import type { RunSnapshot, SnapshotRequest } from '../store/tile-store.js';
import type { RunQuestion, RunView } from './run-view.js';
import { RunViews } from './run-views.js';
import { canonicalPoints } from './scalar-points.js';
import { pointsOf, RUN, StoredRun } from './stored-run.test-support.js';

const span = (from: bigint, to: bigint, metric = 1) => ({ metric, level: 0, block: 0, from, to });
const question = (...tiles: RunQuestion['tiles']): RunQuestion => ({ series: [1], tiles });
const TAIL = question();
const los = (view: RunView) => view.tiles(1, 0, 0).map(({ lo }) => lo);
const tailOf = (view: RunView) => [...canonicalPoints(view.tail, 1).steps];
const lastAsked = (store: StoredRun) => store.asked.at(-1)!;

/** Tiles of two steps each, from steps 0, 2, 4, 6 on. */
function fourTiles() {
  const store = new StoredRun();
  store.layDown(pointsOf([0, 1, 2, 3, 4, 5, 6, 7].map((step) => [step, step])), { tile: 2 });
  return store;
}

/** A store whose snapshots wait until they are let through; each sees what there is when it is. */
class SlowRun extends StoredRun {
  readonly waiting: (() => void)[] = [];

  override async snapshot(run: unknown, request: SnapshotRequest): Promise<RunSnapshot> {
    const taken = super.snapshot(run, request);
    await new Promise<void>((go) => void this.waiting.push(go));
    return taken;
  }

  async letThrough(): Promise<void> {
    while (this.waiting.length === 0) await Promise.resolve();
    this.waiting.shift()!();
  }
}

it('shows what was there before it was asked, though a read that began earlier is under way', async () => {
  const store = new SlowRun();
  const views = new RunViews(store);
  const early = views.read(RUN, TAIL);
  store.append([[1, 1]]);
  const late = views.read(RUN, TAIL);
  await store.letThrough();
  await store.letThrough();
  expect([tailOf(await early), tailOf(await late)]).toEqual([[], [1n]]);
});

it('lets reads that wait share one statement, each with the tiles it asked for', async () => {
  const store = fourTiles();
  store.layDown(pointsOf([[3, 1]]), { tile: 2, metric: 2 });
  const views = new RunViews(store);
  const first = views.read(RUN, TAIL);
  const [a, b] = await Promise.all([
    views.read(RUN, question(span(0n, 1n))),
    views.read(RUN, { series: [2], tiles: [span(3n, 3n, 2)] }),
    first,
  ]);
  expect(store.asked).toHaveLength(2);
  expect([a.tiles(1, 0, 0).length, b.tiles(2, 0, 0).length, b.series.get(2)?.n]).toEqual([1, 1, 1n]);
});

it('asks only for what it does not know, and for the stamp alone when it knows all', async () => {
  const store = fourTiles();
  const views = new RunViews(store);
  expect(los(await views.read(RUN, question(span(0n, 3n))))).toEqual([0n, 2n]);
  expect(los(await views.read(RUN, question(span(0n, 3n), span(4n, 5n))))).toEqual([0n, 2n, 4n]);
  expect([lastAsked(store).tiles, lastAsked(store).series]).toEqual([[span(4n, 5n)], []]);
  // What was asked for in two parts is known as one.
  expect(los(await views.read(RUN, question(span(1n, 5n))))).toEqual([0n, 2n, 4n]);
  expect([store.asked.length, store.stamps]).toEqual([2, 1]);
});

it('widens a view from memory while the run stands still, and reads when it does not', async () => {
  const store = fourTiles();
  const views = new RunViews(store);
  await views.read(RUN, question(span(0n, 7n)));
  const view = await views.read(RUN, TAIL);
  const [asked, stamps] = [store.asked.length, store.stamps];
  const wider = await views.widened(view, question(span(2n, 5n)));
  expect([los(wider), wider.state === view.state]).toEqual([[0n, 2n, 4n, 6n], true]);
  expect([store.asked.length, store.stamps]).toEqual([asked, stamps]);
  store.append([[9, 9]]);
  await views.read(RUN, TAIL);
  expect(tailOf(await views.widened(view, question(span(2n, 5n))))).toEqual([9n]);
  // What nobody has read yet is read, and then of the newest state.
  expect((await views.widened(view, { series: 'all', tiles: [] })).state).not.toBe(view.state);
});

it('lets a view be widened while another read of the run is under way, to the harm of neither', async () => {
  const store = new SlowRun();
  store.layDown(pointsOf([0, 1, 2, 3, 4, 5, 6, 7].map((step) => [step, step])), { tile: 2 });
  const views = new RunViews(store);
  const first = views.read(RUN, question(span(0n, 3n)));
  await store.letThrough();
  const view = await first;
  const slow = views.read(RUN, question(span(0n, 7n)));
  expect(los(await views.widened(view, question(span(0n, 1n))))).toEqual([0n, 2n]);
  await store.letThrough();
  expect(los(await slow)).toEqual([0n, 2n, 4n, 6n]);
});

it('forgets series and tiles when a fold has come, whether it asked for some or for none', async () => {
  const store = fourTiles();
  const views = new RunViews(store);
  const before = await views.read(RUN, question(span(0n, 7n)));
  store.fold = 2n;
  store.tiles = store.tiles.filter(({ lo }) => lo !== 2n).map((tile) => ({ ...tile, gen: 2n }));
  expect(los(await views.read(RUN, question(span(0n, 7n))))).toEqual([0n, 4n, 6n]);
  store.fold = 3n;
  store.tiles = store.tiles.filter(({ lo }) => lo !== 4n);
  const after = await views.read(RUN, question(span(0n, 7n), span(8n, 9n)));
  expect([los(after), after.fold, after.series.get(1)?.n]).toEqual([[0n, 6n], 3n, 8n]);
  expect(los(before)).toEqual([0n, 2n, 4n, 6n]);
});

it('asks for a body once, and again for one that committed late', async () => {
  const store = new StoredRun();
  store.append([[1, 1]], { id: 10n });
  const views = new RunViews(store);
  expect(tailOf(await views.read(RUN, TAIL))).toEqual([1n]);
  store.append([[2, 2]], { id: 20n });
  expect(tailOf(await views.read(RUN, TAIL))).toEqual([1n, 2n]);
  expect(lastAsked(store).knownJournal).toBe(10n);
  store.append([[3, 3, 4]], { id: 15n });
  expect(tailOf(await views.read(RUN, TAIL))).toEqual([1n, 2n, 3n]);
  store.drop(2);
  expect(tailOf(await views.read(RUN, TAIL))).toEqual([2n]);
});

it('keeps its state until something changes: a row, a cut, the folding of a cut, a fold', async () => {
  const store = fourTiles();
  const views = new RunViews(store);
  const cut = { attempt: 2, startStep: 5n };
  const changes: (() => void)[] = [
    () => {},
    () => {},
    () => store.append([[9, 9]]),
    () => store.cuts.push({ ...cut, folded: false }),
    () => (store.cuts = [{ ...cut, folded: true }]),
    () => (store.fold = 2n),
    () => {},
  ];
  const seen: RunView[] = [];
  for (const change of changes) {
    change();
    seen.push(await views.read(RUN, TAIL));
  }
  const states = [...new Set(seen.map(({ state }) => state))];
  expect(seen.map(({ state }) => states.indexOf(state))).toEqual([0, 0, 1, 2, 3, 4, 4]);
  expect(seen.map(({ foldedCuts }) => foldedCuts)).toEqual([true, true, true, false, true, true, true]);
});

it('answers the same with no memory at all', async () => {
  const store = fourTiles();
  store.append([[9, 9]]);
  const views = new RunViews(store, 0);
  for (let i = 0; i < 3; i++) {
    const view = await views.read(RUN, question(span(2n, 3n)));
    expect([los(view), tailOf(view)]).toEqual([[2n], [9n]]);
  }
});
