// What a whole service takes in for a minute without falling behind: senders that never rest, the fold running, and after
// them the time until nothing waits any more. Beside it what the process of the API holds in memory meanwhile.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { copiedPerSecond } from './copy-limit.mjs';
import { databaseOf, withService } from './service.mjs';
import { quantiles } from './store-figures.mjs';
import { openFeeds, sendAll } from './store-service.mjs';

const SIZES = { full: { seconds: 60 }, quick: { seconds: 8 } };
const CONNECTIONS = 8;
const FOLDING = { GRATICULE_FOLDERS: '1' };
const MEMORY = [
  [
    'memory of the API during it, highest',
    { atMost: 400 },
    ({ peak, resting }) => ({
      value: peak,
      unit: 'MB',
      limit: { what: 'the same process before the first batch', value: resting },
    }),
  ],
  [
    'memory of the API during it, last quarter less second quarter',
    undefined,
    ({ growth }) => ({ value: growth, unit: 'MB' }),
  ],
];
const SAMPLE_MS = 250;
/** So long without progress, and nobody folds. */
const STUCK_MS = 30_000;

export async function sustained({ scale, figures, note }) {
  const { seconds } = SIZES[scale];
  await withService(
    async (service) => {
      const database = databaseOf(service.data);
      const copied = [await copiedPerSecond(database, CONNECTIONS, 2)];
      const memory = watchMemory(service.apiPid());
      await figures.measure(
        'sustained through HTTP with the fold running, until nothing waits',
        { atLeast: 0.9e6 },
        async () => {
          const figure = await takenAndFolded({ service, database, seconds, memory, note });
          copied.push(await copiedPerSecond(database, CONNECTIONS, 2));
          return { ...figure, limit: { what: 'binary COPY by 8 clients', value: Math.max(...copied) } };
        },
      );
      // Without a fold there is little to hold: that is another question.
      const [{ missing }] = figures.list;
      for (const [title, reach, of] of MEMORY) {
        if (missing === undefined) figures.add(title, reach, of(memory.report()));
        else figures.miss(title, missing);
      }
    },
    { env: FOLDING },
  );
}

async function takenAndFolded({ service, database, seconds, memory, note }) {
  const feeds = await openFeeds(service, CONNECTIONS, { points: 10_000, dtype: 'f32' });
  memory.sendingBegins();
  const started = performance.now();
  const { points, refused } = await sendAll(feeds, seconds).finally(memory.sendingEnds);
  note(`${points.toLocaleString('en')} points in ${seconds} s, ${refused} times told to wait; waiting for the fold`);
  for (const feed of feeds) await feed.finish();
  await nothingWaits(database);
  const total = (performance.now() - started) / 1000;
  feeds.forEach((feed) => feed.close());
  return { value: points / total, unit: 'points/s' };
}

/** Until the journal is empty: every point is in tiles. */
async function nothingWaits(database) {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    let least = Infinity;
    let sinceMs = performance.now();
    for (;;) {
      const { rows } = await client.query('SELECT count(*)::int4 AS batches FROM store.journal');
      const [{ batches }] = rows;
      if (batches === 0) return;
      if (batches < least) [least, sinceMs] = [batches, performance.now()];
      if (performance.now() - sinceMs > STUCK_MS) throw new Error(`the service does not fold: ${batches} batches wait`);
      await pause(SAMPLE_MS);
    }
  } finally {
    await client.end();
  }
}

/** Resident memory, sampled while batches are sent. MB. */
function watchMemory(pid) {
  const samples = [];
  const resting = residentMb(pid);
  let timer;
  return {
    sendingBegins() {
      timer = setInterval(() => samples.push(residentMb(pid)), SAMPLE_MS);
    },
    sendingEnds: () => clearInterval(timer),
    report() {
      const quarter = (n) => quantiles(samples.slice((n * samples.length) / 4, ((n + 1) * samples.length) / 4)).median;
      return { resting, peak: Math.max(...samples), growth: quarter(3) - quarter(1) };
    },
  };
}

function residentMb(pid) {
  if (pid === undefined) throw new Error('memory is read from /proc, which this system does not have');
  return (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;
}
