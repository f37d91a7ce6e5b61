import { StoreCrash } from '../support/store-crash.js';
import { newSeed } from '../support/store-random.js';

it('loses and doubles nothing when the database is stopped at once, again and again, under writers and folders', async () => {
  const report = await new StoreCrash(2, newSeed()).play();
  expect(report.errors).toBeGreaterThan(0);
}, 120_000);
