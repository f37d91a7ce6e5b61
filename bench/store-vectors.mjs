// How long questions about vectors over an axis take: tokens of a vocabulary, layers over very many steps, groups of tokens.
import { cell, vectorAt, vectorFrames } from './store-data.mjs';
import { expect, readLimit, timed } from './store-figures.mjs';
import { NOT_DURABLE, withStore } from './store-lab.mjs';

const RUNS = 10;
const TOKENS = {
  full: { elements: 150_000, steps: 512, perFrame: 8 },
  quick: { elements: 20_000, steps: 128, perFrame: 32 },
};
const LAYERS = {
  full: { elements: 300, steps: 1e5, perFrame: 250 },
  quick: { elements: 300, steps: 1e4, perFrame: 250 },
};
const DECILES = {
  full: { elements: 50_000, steps: 1000, perFrame: 20 },
  quick: { elements: 10_000, steps: 200, perFrame: 40 },
};
const BLOCK_ELEMENTS = 4096;
const GROUPS = 10;
const PIXELS = 1000;
const STEPS_PER_ENTRY = [16, 64, 256];

export function tokens({ scale, figures, note }) {
  const shape = TOKENS[scale];
  const { elements, steps } = shape;
  return withStore(async (lab) => {
    const { metric, run } = await logged(lab, { name: 'token loss', shape, note });
    const reader = lab.freshReader();
    const stepOf = (round) => BigInt((37 * (round + 4)) % steps);
    const size = elements.toLocaleString('en');
    const column = await readLimit(lab.pool, [columnOf(run.runKey, metric.id, BigInt(steps >> 1))]);
    await figures.measure(`vector of ${size} at a step`, { atMost: 30 }, async () => {
      const read = await reader.vectorAt(run.runKey, metric.id, 3n);
      expect('the value of an element', read?.values[elements - 1], cell(elements - 1, 3, shape));
      return { ...(await timed((round) => reader.vectorAt(run.runKey, metric.id, stepOf(round)))), limit: column };
    });
    const change = (atStep) =>
      reader.slice(run.runKey, metric, {
        mode: 'RAW',
        steps: { from: atStep, to: atStep },
        axis: { select: { topK: { k: 50, by: 'LARGEST_CHANGE', atStep, sinceStep: 0n } } },
      });
    await figures.measure(`50 largest changes of ${size} between two steps`, { atMost: 60 }, async () => {
      const { lines } = await change(BigInt(steps >> 1));
      expect('the largest change', lines[0].element.index, largestChange(shape, steps >> 1));
      const two = column && { what: `twice: ${column.what}`, value: 2 * column.value };
      return { ...(await timed((round) => change(stepOf(round)))), limit: two };
    });
    note(`copying it ${RUNS - 1} times`);
    const keys = [run.runKey, ...(await lab.copies(run, RUNS - 1))];
    await lab.settle();
    await figures.measure(`trajectories of 5 of ${size}, ${RUNS} runs, ${steps} steps`, { atMost: 15 }, () =>
      trajectories({ lab, reader, keys, metric, shape }),
    );
  }, NOT_DURABLE);
}

async function trajectories({ lab, reader, keys, metric, shape }) {
  const { elements, steps } = shape;
  const five = (round) => Array.from({ length: 5 }, (_, i) => (7919 * (5 * (round + 3) + i)) % elements);
  const read = (indices) =>
    Promise.all(
      keys.map((key) => reader.slice(key, metric, { mode: 'RAW', maxPoints: steps, axis: { select: { indices } } })),
    );
  const wanted = [1, 2, 3, 4, 5].map((eighth) => (elements >> 3) * eighth);
  for (const { lines } of await read(wanted))
    expect('the last value of a trajectory', lines[4].values[steps - 1], cell(wanted[4], steps - 1, shape));
  const limit = await readLimit(
    lab.pool,
    keys.map((key) => wanted.map((element) => cellsOf(key, metric.id, element)).join(' UNION ALL ')),
  );
  return { ...(await timed((round) => read(five(round)))), limit };
}

export function layers({ scale, figures, note }) {
  const shape = LAYERS[scale];
  const { elements, steps } = shape;
  return withStore(async (lab) => {
    const { metric, run } = await logged(lab, { name: 'gradient norm', shape, note });
    const reader = lab.freshReader();
    const map = (maxPoints, by = reader) =>
      by.slice(run.runKey, metric, { maxPoints, axis: { select: { range: { from: 0, to: elements } } } });
    const title = `heat map of ${elements} layers × ${steps.toExponential()} steps to 1,000 × ${elements}, min and max`;
    checkMap(await map(PIXELS), shape);
    const limit = await readLimit(lab.pool, [stepPyramidOf(run.runKey, metric.id, steps)]);
    await figures.measure(`${title}, warm`, { atMost: 100 }, async () => ({
      ...(await timed((round) => map(PIXELS - 4 - round))),
      limit,
    }));
    await figures.measure(`${title}, first time in this process`, undefined, async () => ({
      ...(await timed(() => map(PIXELS, lab.freshReader()))),
      limit,
    }));
  }, NOT_DURABLE);
}

function checkMap({ steps, lines }, shape) {
  expect('the number of lines', lines.length, shape.elements);
  const layer = shape.elements - 1;
  const { min, max } = lines[layer];
  const values = Array.from({ length: Number(steps[1]) }, (_, step) => cell(layer, step, shape));
  expect('the minimum of a cell', min[0], Math.min(...values));
  expect('the maximum of a cell', max[0], Math.max(...values));
}

export function deciles({ scale, figures, note }) {
  const shape = DECILES[scale];
  const { elements, steps } = shape;
  const decileOf = (element) => Math.floor((GROUPS * element) / elements);
  const attributes = { decile: Array.from({ length: elements }, (_, element) => decileOf(element)) };
  return withStore(async (lab) => {
    const axis = { attributes, groupings: ['decile'] };
    const { metric, run } = await logged(lab, { name: 'token loss', shape, axis, note });
    note(`copying it ${RUNS - 1} times`);
    const keys = [run.runKey, ...(await lab.copies(run, RUNS - 1))];
    await lab.settle();
    const reader = lab.freshReader();
    const curves = (maxPoints, by = reader) =>
      Promise.all(keys.map((key) => by.slice(key, metric, { maxPoints, axis: { groupBy: 'decile', reduce: 'MEAN' } })));
    const size = elements.toLocaleString('en');
    const title = `frequency-decile curves, ${RUNS} runs × ${steps.toLocaleString('en')} steps × ${size} tokens`;
    for (const slice of await curves(steps)) checkCurves(slice, shape);
    const limit = await readLimit(
      lab.pool,
      keys.map((key) => groupRowsOf(key, metric.id)),
    );
    await figures.measure(`${title}, warm`, { atMost: 30 }, async () => ({
      // One more than there are steps: the same answer, and none that is in memory.
      ...(await timed((round) => curves(steps + 4 + round))),
      limit,
    }));
    await figures.measure(`${title}, first time in this process`, undefined, async () => ({
      ...(await timed(() => curves(steps, lab.freshReader()))),
      limit,
    }));
  }, NOT_DURABLE);
}

function checkCurves({ lines }, shape) {
  expect('the number of groups', lines.length, GROUPS);
  const width = shape.elements / GROUPS;
  const wanted = vectorAt(1, shape)
    .subarray(0, width)
    .reduce((sum, value) => sum + value, 0);
  // Sums in another order differ in their last digits.
  if (!(Math.abs(lines[0].values[1] / (wanted / width) - 1) < 1e-9))
    expect('a mean', lines[0].values[1], wanted / width);
}

async function logged(lab, { name, shape, axis: body = {}, note }) {
  const axis = await lab.axis('elements', { elements: shape.elements, ...body });
  const [metric] = await lab.metrics([{ name, axis: 'elements' }]);
  const run = await lab.newRun();
  note(`logging and folding a run of ${shape.steps.toLocaleString('en')} × ${shape.elements.toLocaleString('en')}`);
  await lab.log(run, vectorFrames({ metric, axis, ...shape }));
  await lab.settle();
  return { metric, run };
}

function largestChange(shape, step) {
  const now = vectorAt(step, shape);
  const then = vectorAt(0, shape);
  let place = 0;
  const change = (element) => Math.abs(now[element] - then[element]);
  for (let element = 1; element < now.length; element++) if (change(element) > change(place)) place = element;
  return place;
}

const tileOf = (run, metric) => `FROM store.tile WHERE run_id = ${run} AND metric_id = ${metric}`;

/** Every element at the steps that lie together with one: as the cells are laid out, no less is read. */
const columnOf = (run, metric, step) =>
  `SELECT body ${tileOf(run, metric)} AND lvl = 0 AND blk >= 0 AND lo <= ${step} AND hi >= ${step}`;

/** One element at every step: the slice of it, of a dense block of float32. Slices begin at byte 32; each ends with a checksum. */
function cellsOf(run, metric, element) {
  const [block, place] = [Math.floor(element / BLOCK_ELEMENTS), element % BLOCK_ELEMENTS];
  const bytes = '(4 * n + 4)';
  return `SELECT substr(body, 33 + ${place} * ${bytes}, ${bytes}) ${tileOf(run, metric)} AND lvl = 0 AND blk = ${block}`;
}

/** The coarsest level of the step pyramid with an entry for every pixel; the vectors themselves where none has. */
function stepPyramidOf(run, metric, steps) {
  const level = STEPS_PER_ENTRY.findLastIndex((size) => steps / size >= PIXELS) + 1;
  return `SELECT body ${tileOf(run, metric)} AND lvl = ${level} AND blk = 0`;
}

/** As many bytes of each row of groups as one statistic takes. */
const groupRowsOf = (run, metric) =>
  `SELECT substr(body, 1, 8 * n * ${GROUPS}) ${tileOf(run, metric)} AND lvl = 0 AND blk <= -2`;
