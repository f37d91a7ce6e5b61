import { exampleCount } from './examples.js';
import { ClassBalanced, RandomWindows, ReshuffledEpochs } from './sampling.js';

const shape = { context: 4, targetsPerExample: 1 };

describe('reshuffled epochs', () => {
  it('show every example once per epoch, in another order each time', () => {
    const sampler = new ReshuffledEpochs(10, { batchSize: 4, seed: 3 });
    const drawn = Array.from({ length: 5 }, (_, i) => [...sampler.at(i + 1)]).flat();
    const ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(drawn.slice(0, 10).toSorted((a, b) => a - b)).toEqual(ten);
    expect(drawn.slice(10).toSorted((a, b) => a - b)).toEqual(ten);
    expect(drawn.slice(10)).not.toEqual(drawn.slice(0, 10));
  });

  it('need no memory: a sampler that starts in the middle draws the same', () => {
    const before = new ReshuffledEpochs(10, { batchSize: 4, seed: 3 });
    for (let step = 1; step < 9; step++) before.at(step);
    expect(new ReshuffledEpochs(10, { batchSize: 4, seed: 3 }).at(9)).toEqual(before.at(9));
  });
});

describe('class-balanced draws', () => {
  // Type 0 fills the text, 1 occurs ten times as a target, 2 once; type 3 only where no whole context precedes it.
  const text = new Int32Array(1_000).fill(0);
  for (let i = 0; i < 10; i++) text[100 + 7 * i] = 1;
  text[500] = 2;
  text[2] = 3;

  it('show every type equally often, however often it occurs', () => {
    const sampler = new ClassBalanced(text, shape, { batchSize: 300, seed: 5 });
    const seen = [0, 0, 0, 0];
    for (let step = 1; step <= 100; step++) for (const example of sampler.at(step)) seen[text[example + 4]!]!++;
    // Binomial(30,000, 1/3) has a standard deviation of 82; five of them.
    for (const times of seen.slice(0, 3)) expect(Math.abs(times - 10_000)).toBeLessThan(410);
    expect(seen[3]).toBe(0);
  });

  it('show every position of a type equally often', () => {
    const sampler = new ClassBalanced(text, shape, { batchSize: 300, seed: 6 });
    const seen = new Map<number, number>();
    for (let step = 1; step <= 100; step++)
      for (const example of sampler.at(step))
        if (text[example + 4] === 1) seen.set(example, (seen.get(example) ?? 0) + 1);
    expect(seen.size).toBe(10);
    // About 1,000 each, standard deviation 30; five of them and the spread of the total.
    for (const times of seen.values()) expect(Math.abs(times - 1_000)).toBeLessThan(200);
  });
});

describe('random windows', () => {
  it('always leave room for the last target', () => {
    const sampler = new RandomWindows(exampleCount(50, { context: 32, targetsPerExample: 32 }), {
      batchSize: 500,
      seed: 1,
    });
    const starts = sampler.at(1);
    expect(Math.max(...starts)).toBe(17);
    expect(Math.min(...starts)).toBe(0);
  });
});
