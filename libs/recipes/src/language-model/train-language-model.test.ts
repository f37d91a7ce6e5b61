import { openTensor, type Tensor } from '@graticule/tensor';
import { MemoryCheckpoint, MemoryLog } from '../memory-log.test-support.js';
import { seedsOfRun } from '../seeds-of-run.js';
import type { TrainingContext } from '../training-context.js';
import { buildModel } from './build-model.js';
import { LanguageModelConfig } from './config.js';
import { METRICS } from './metric-descriptions.js';
import { trainLanguageModel } from './train-language-model.js';

let tensor: Tensor;
let hundredSteps: Promise<MemoryLog>;
beforeAll(async () => {
  tensor = await openTensor({ only: 'wasm' });
  hundredSteps = train({ steps: 100, evaluations: 2 });
  await hundredSteps;
});

async function train(config: object, parts: Partial<TrainingContext> = {}): Promise<MemoryLog> {
  const log = new MemoryLog();
  const common = {
    tensor,
    log,
    seeds: seedsOfRun(1),
    checkpoint: new MemoryCheckpoint(),
    progress: () => {},
    signal: new AbortController().signal,
  };
  await trainLanguageModel({ ...common, config, ...parts });
  return log;
}

/** Everything a log holds, for comparison bit for bit. */
const contents = (log: MemoryLog) => ({
  numbers: [...log.numbers].map(([metric, series]) => [metric, [...series].toSorted(([a], [b]) => a - b)]),
  vectors: [...log.vectors].map(([metric, { steps }]) => [metric, [...steps].toSorted(([a], [b]) => a - b)]),
});

describe('a language-model run', () => {
  it('logs every metric it describes, over axes of the sizes they have', async () => {
    const log = await hundredSteps;
    expect([...log.numbers.keys(), ...log.vectors.keys()].toSorted()).toEqual(
      METRICS.map(({ name }) => name).toSorted(),
    );
    for (const { name, axis } of METRICS) expect(log.vectors.get(name)?.axis).toBe(axis);
    expect([...log.axes].map(([name, { keys }]) => [name, keys.length])).toEqual([
      ['token', 331],
      ['layer', 5],
      // 16 of the embeddings, 64 of the hidden layer, 64 of the output.
      ['singular-value', 144],
    ]);
    expect([...log.numbers.get('train/loss')!.keys()]).toEqual([0, 50, 100]);
    expect([...log.numbers.get('train/batch_loss')!.keys()]).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect([...log.vectors.get('layer/update_norm')!.steps.keys()]).toEqual([50, 100]);
  });

  it('starts as surprised as a uniform guess and learns', async () => {
    const log = await hundredSteps;
    const loss = log.numbers.get('train/loss')!;
    expect(Math.abs(loss.get(0)! - Math.log(331))).toBeLessThan(0.2);
    expect(loss.get(100)!).toBeLessThan(loss.get(0)! - 0.3);
  });

  it('gives the token axis the counts it weighs by', async () => {
    const log = await hundredSteps;
    const { attributes } = log.axes.get('token')!;
    const count = log.vectors.get('train/token/count')!.steps.get(100)!;
    expect([...count]).toEqual(attributes['count']);
    expect(count.reduce((sum, n) => sum + n, 0)).toBe(7_996);
    expect(attributes['rank']![0]).toBeLessThan(3);
  });

  it('logs averages that its vectors confirm', async () => {
    const log = await hundredSteps;
    for (const split of ['train', 'heldout']) {
      const at = (metric: string) => log.vectors.get(`${split}/token/${metric}`)!.steps.get(100)!;
      const [loss, count] = [at('loss'), at('count')];
      const present = [...loss.keys()].filter((k) => count[k]! > 0);
      const average = present.reduce((sum, k) => sum + loss[k]! * count[k]!, 0) / count.reduce((sum, n) => sum + n, 0);
      const balanced = present.reduce((sum, k) => sum + loss[k]!, 0) / present.length;
      expect(log.numbers.get(`${split}/loss`)!.get(100)).toBeCloseTo(average, 12);
      expect(log.numbers.get(`${split}/loss_balanced`)!.get(100)).toBeCloseTo(balanced, 12);
      expect(log.numbers.get(`${split}/perplexity_balanced`)!.get(100)).toBeCloseTo(Math.exp(balanced), 9);
    }
  });

  it('gives a type that a text does not contain the loss NaN and the count 0', async () => {
    const log = await train({ steps: 1, evaluations: 1 });
    const count = log.vectors.get('heldout/token/count')!.steps.get(1)!;
    const loss = log.vectors.get('heldout/token/loss')!.steps.get(1)!;
    expect(count.includes(0)).toBe(true);
    expect([...loss].map(Number.isNaN)).toEqual([...count].map((n) => n === 0));
  });

  it('is the same, bit for bit, for the same seeds, and another for others', async () => {
    const config = { steps: 50, evaluations: 1, optimizer: { weightDecay: 0.3 } };
    const first = contents(await train(config));
    expect(contents(await train(config))).toEqual(first);
    expect(contents(await train(config, { seeds: seedsOfRun(2) }))).not.toEqual(first);
  });

  it('goes on from a checkpoint as if it had never stopped', async () => {
    const config = { steps: 60, evaluations: 3, optimizer: { weightDecay: 1 } };
    const whole = contents(await train(config));
    const checkpoint = new MemoryCheckpoint();
    const log = new MemoryLog();
    const stop = new AbortController();
    const progress = (step: number) => step === 47 && stop.abort(new Error('drained'));
    const parts = { log, checkpoint };
    await expect(train(config, { ...parts, signal: stop.signal, progress })).rejects.toThrow('drained');
    expect(checkpoint.saved.map(({ step }) => step)).toEqual([20, 40]);
    await train(config, parts);
    expect(contents(log)).toEqual(whole);
  });

  it('leaves nothing on the device', async () => {
    const before = tensor.ops.memory().tensors;
    await train({ steps: 5, evaluations: 1 });
    expect(tensor.ops.memory().tensors).toBe(before);
  });

  it('lets weight decay act only where the configuration says', async () => {
    const decayGroups = { embedding: false, hidden: true, output: false };
    const log = await train({ steps: 3, evaluations: 1, optimizer: { weightDecay: 1, decayGroups } });
    const { keys, attributes } = log.axes.get('layer')!;
    const decay = log.vectors.get('layer/decay_norm')!.steps.get(3)!;
    expect(keys.filter((_, i) => decay[i]! > 0)).toEqual(['hidden/weight']);
    expect(attributes['decayed']).toEqual([0, 1, 0, 0, 0]);
  });

  it('trains a transformer on the addresses', async () => {
    const transformer = {
      model: 'transformer',
      contextLength: 32,
      embeddingSize: 64,
      hiddenSize: 256,
      batchSize: 4,
      steps: 12,
      evaluations: 1,
    };
    const log = await train({
      ...transformer,
      data: { source: 'addresses', trainTokens: 2_000, heldOutTokens: 500 },
      optimizer: { warmupSteps: 0 },
    });
    const loss = log.numbers.get('train/loss')!;
    expect(loss.get(12)!).toBeLessThan(loss.get(0)! - 0.2);
    expect(log.axes.get('token')!.keys).toHaveLength(500);
  });
});

describe('a model', () => {
  it('has the number of parameters its configuration promises', () => {
    const transformer = { model: 'transformer', contextLength: 32, embeddingSize: 64, hiddenSize: 256 };
    for (const [config, types, expected] of [
      [{}, 331, 30_971],
      [{ embeddingSize: 24 }, 500, 50_708],
      [transformer, 500, 166_644],
    ] as const) {
      const model = buildModel(tensor.ops, { config: LanguageModelConfig.parse(config), types, seed: 1 });
      expect(model.parameters.reduce((sum, { variable }) => sum + variable.size, 0)).toBe(expected);
      tensor.ops.dispose(model.parameters.map(({ variable }) => variable));
    }
  });
});
