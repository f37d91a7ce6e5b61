import { StoreCrash } from '../support/store-crash.js';
import { newSeed } from '../support/store-random.js';

it('loses and doubles nothing through ten crashes of the database', async () => {
  const report = await new StoreCrash(10, newSeed()).play();
  expect(report.errors).toBeGreaterThan(0);
}, 600_000);
