import { runKey } from '@graticule/contracts';
import { TroubledRuns } from './troubled-runs.js';

it('leaves a run alone for a time that doubles, and forgets it when it is folded', () => {
  let nowMs = 0;
  const troubled = new TroubledRuns({ now: () => new Date(nowMs) });
  const run = runKey(7n);
  const pauses: number[] = [];
  for (let failure = 0; failure < 12; failure++) {
    troubled.failed(run);
    const from = nowMs;
    while (troubled.isLeftAlone(run)) nowMs += 1000;
    pauses.push((nowMs - from) / 1000);
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  expect([troubled.count, troubled.isLeftAlone(runKey(8n))]).toEqual([1, false]);
  troubled.folded(run);
  troubled.failed(run);
  nowMs += 1000;
  expect(troubled.isLeftAlone(run)).toBe(false);
});
