import { type MetricLab, metricLab } from '../support/metric-lab.js';
import { RULERS, StoreModel } from '../support/store-model.js';
import { newSeed, SeededRandom } from '../support/store-random.js';

/** Many more rounds than store-model.test.ts has time for, of every temper. */
const seed = newSeed();
let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

it('agrees with a naive store through a hundred and fifty random lives of a run', async () => {
  const random = new SeededRandom(seed);
  for (let round = 0; round < 150; round++) {
    const most = random.pick([5, 40, 40, 400, 3000, 10_000]);
    const temper = {
      name: `up to ${most}`,
      batches: random.between(10, most > 400 ? 40 : 80),
      size: [1, most] as const,
      metrics: random.between(1, 4),
      disorderOneIn: random.pick([1, 2, 5, 20]),
      attemptOneIn: random.pick([4, 10, 1000]),
      foldOneIn: random.pick([1, 3, 10]),
      checkOneIn: random.pick([4, 10]),
      ruler: random.pick(RULERS),
    };
    await new StoreModel(lab, seed + round, temper).play();
  }
}, 1_800_000);
