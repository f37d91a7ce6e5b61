import { EventEmitter, once } from 'node:events';
import { Claimed } from '@graticule/contracts';
import { newId } from '@graticule/platform';
import { ApiProblem } from '@graticule/sdk';
import type { Renewal } from './house.js';
import { reportEnd } from './report-end.js';

const claimed = Claimed.parse({
  claim: newId(),
  run: newId(),
  project: 'default',
  attempt: 1,
  epoch: 1,
  token: 't',
  recipe: { name: 'r', version: '1' },
  config: {},
  seed: 7,
  timeoutSeconds: null,
  renewMs: 5,
});
const REPORT = { outcome: 'EXITED', exitCode: 1, signal: null } as const;

it('renews the claim until the report was heard, and no longer', async () => {
  let renewals = 0;
  const heard = new EventEmitter();
  const house = {
    renew: async (): Promise<Renewal> => {
      renewals += 1;
      if (renewals === 3) heard.emit('heard');
      return 'silent';
    },
    report: async () => once(heard, 'heard').then(() => true),
  };
  expect(await reportEnd(claimed, REPORT, house, { stopping: new AbortController().signal })).toBe(true);
  expect(renewals).toBe(3);
});

it('gives up a while after the worker was asked to stop', async () => {
  const stopping = new AbortController();
  const house = {
    renew: async (): Promise<Renewal> => (stopping.abort(), 'silent'),
    report: (_claim: unknown, _report: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise<boolean>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ApiProblem('ABORTED', 0, 'given up by the caller')));
      }),
  };
  await expect(reportEnd(claimed, REPORT, house, { stopping: stopping.signal, lastTryMs: 5 })).rejects.toMatchObject({
    code: 'ABORTED',
  });
});
