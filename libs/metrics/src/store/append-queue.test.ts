import { projectKey, runKey } from '@graticule/contracts';
import type { Appending } from './append-flush.js';
import { AppendQueue } from './append-queue.js';
import type { AppendOutcome } from './metric-store.js';

const ACCEPTED: AppendOutcome = { kind: 'accepted', nextSequence: 2n };

function appending(run: number, writer: number, sequence: number, bytes = 1): Appending {
  return {
    writer: { runKey: runKey(BigInt(run)), projectKey: projectKey(1), attempt: 1, epoch: 1n },
    batch: { writer: BigInt(writer), sequence: BigInt(sequence), points: 1, body: new Uint8Array(bytes) },
  };
}

const nameOf = ({ writer, batch }: Appending) => `${writer.runKey}/${batch.writer}/${batch.sequence}`;

/** A queue whose flushes end when the test says so. */
function heldQueue(bounds = { atOnce: 1, batches: 32, bytes: 1000 }) {
  const flushes: { readonly names: readonly string[]; end: (error?: Error) => void }[] = [];
  const queue = new AppendQueue(
    (items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => (error ? reject(error) : resolve(items.map(() => ACCEPTED)));
        flushes.push({ names: items.map(nameOf), end });
      }),
    bounds,
  );
  return { queue, flushes, names: () => flushes.map(({ names }) => names) };
}

it('sends a batch at once and alone while a flush is free', () => {
  const { queue, names } = heldQueue({ atOnce: 2, batches: 32, bytes: 1000 });
  void queue.add(appending(1, 1, 1));
  void queue.add(appending(1, 2, 1));
  void queue.add(appending(1, 3, 1));
  expect(names()).toEqual([['1/1/1'], ['1/2/1']]);
});

it('takes what came meanwhile in one flush, by run, writer and sequence', async () => {
  const { queue, flushes, names } = heldQueue();
  const first = queue.add(appending(9, 9, 1));
  const rest = [
    [2, 1, 1],
    [1, 2, 1],
    [1, 1, 2],
    [1, 1, 3],
  ].map(([run = 0, writer = 0, sequence = 0]) => queue.add(appending(run, writer, sequence)));
  flushes[0]?.end();
  await first;
  expect(names()[1]).toEqual(['1/1/2', '1/1/3', '1/2/1', '2/1/1']);
  flushes[1]?.end();
  expect(await Promise.all(rest)).toEqual(rest.map(() => ACCEPTED));
});

it('takes at most so many batches and so many bytes, and one batch of any size', async () => {
  const { queue, flushes, names } = heldQueue({ atOnce: 1, batches: 2, bytes: 10 });
  const sent = [
    appending(1, 1, 1),
    appending(1, 2, 1, 99),
    appending(1, 3, 1, 6),
    appending(1, 4, 1, 6),
    appending(1, 5, 1),
    appending(1, 6, 1),
  ].map((item) => queue.add(item));
  for (let i = 0; i < 5; i++) {
    flushes[i]?.end();
    await sent[i];
  }
  await Promise.all(sent);
  expect(names()).toEqual([['1/1/1'], ['1/2/1'], ['1/3/1'], ['1/4/1', '1/5/1'], ['1/6/1']]);
});

it('never has a writer in two flushes at once', async () => {
  const { queue, flushes, names } = heldQueue({ atOnce: 2, batches: 32, bytes: 1000 });
  const first = queue.add(appending(1, 1, 1));
  const second = queue.add(appending(1, 1, 2));
  expect(names()).toEqual([['1/1/1']]);
  flushes[0]?.end();
  await first;
  expect(names()).toEqual([['1/1/1'], ['1/1/2']]);
  flushes[1]?.end();
  await second;
});

it('rejects the batches of a flush that failed, and goes on with the others', async () => {
  const { queue, flushes } = heldQueue();
  const lost = queue.add(appending(1, 1, 1));
  const kept = queue.add(appending(1, 2, 1));
  const caught = lost.catch((error: unknown) => error);
  flushes[0]?.end(new Error('the connection was lost'));
  expect(await caught).toEqual(new Error('the connection was lost'));
  flushes[1]?.end();
  expect(await kept).toEqual(ACCEPTED);
});
