// How fast points are taken: by the store alone, and through HTTP in large and in small batches. Nothing is folded here.
import { inspect } from 'node:util';
import { copiedPerSecond } from './copy-limit.mjs';
import { databaseOf, withService } from './service.mjs';
import { endlessFrames } from './store-data.mjs';
import { quantiles } from './store-figures.mjs';
import { withStore } from './store-lab.mjs';
import { openFeeds, sendAll } from './store-service.mjs';
import { syncedPerSecond } from './sync-limit.mjs';

/** warmUp: seconds until a server that has just started has compiled what it runs often. */
const SIZES = { full: { rounds: 4, seconds: 1.5, warmUp: 6 }, quick: { rounds: 2, seconds: 0.5, warmUp: 1 } };
const CONNECTIONS = 8;
const MANY_CONNECTIONS = 64;
/** Each dtype continues a sequence of its own. */
const WRITER_OF = { f64: 1n, f32: 2n };
const NO_FOLD = {
  GRATICULE_FOLDERS: '0',
  GRATICULE_BACKLOG_POINTS: '1000000000',
  GRATICULE_BACKLOG_BYTES: '1000000000000',
};

/** The rounds alternate with those of the limit, so that what else the machine does falls on both. */
export async function append({ scale, figures }) {
  const { rounds, seconds } = SIZES[scale];
  await withStore(async (lab) => {
    const metrics = await lab.metrics(Array.from({ length: 10 }, (_, key) => ({ name: `m${key}`, dtype: 'f64' })));
    const writers = await Promise.all(Array.from({ length: CONNECTIONS }, () => lab.newRun()));
    for (const dtype of ['f64', 'f32']) {
      const feeds = writers.map((writer) => ({
        writer,
        next: endlessFrames({ ids: metrics.map(({ id }) => id), steps: 1000, writer: WRITER_OF[dtype], dtype }),
      }));
      const title = `append, 8 connections, frames of 10,000 points (${dtype}), store alone`;
      await figures.measure(title, { timesLimit: 5 }, () =>
        besideCopy(lab.url, { rounds, seconds }, () => acceptedPerSecond(lab.ingest, feeds, seconds)),
      );
    }
  });
}

export async function http({ scale, figures }) {
  const { rounds, seconds, warmUp } = SIZES[scale];
  await withService(
    async (service) => {
      // Runs of their own for each round: nobody folds, and what may wait of one run is bounded.
      const large = async (time) => {
        const feeds = await openFeeds(service, CONNECTIONS, { points: 10_000, dtype: 'f64' });
        const sent = unrefused(await sendAll(feeds, time));
        feeds.forEach((feed) => feed.close());
        return sent.points / sent.seconds;
      };
      await large(warmUp / 2);
      await figures.measure(
        'append, 8 connections, frames of 10,000 points (f64), through HTTP',
        { atLeast: 6e6 },
        () => besideCopy(databaseOf(service.data), { rounds, seconds }, () => large(seconds)),
      );
      const small = await openFeeds(service, MANY_CONNECTIONS, { points: 100, dtype: 'f32' });
      await sendAll(small, warmUp);
      await figures.measure(
        'append, 64 connections, batches of 100 points, through HTTP',
        { atLeast: 8000 },
        async () => smallBatches(small, { rounds, seconds }),
      );
      small.forEach((feed) => feed.close());
    },
    { env: NO_FOLD },
  );
}

async function smallBatches(feeds, { rounds, seconds }) {
  const rates = [];
  const limits = [];
  for (let round = 0; round < rounds; round++) {
    limits.push(syncedPerSecond(seconds / 2));
    const sent = unrefused(await sendAll(feeds, seconds));
    rates.push(sent.requests / sent.seconds);
  }
  const limit = { what: 'fdatasync of one 8 kB block after the other', value: quantiles(limits).median };
  return { value: quantiles(rates).median, unit: 'requests/s', limit };
}

/** Who is told to wait measures the waiting. */
function unrefused(sent) {
  if (sent.refused > 0) throw new Error(`told to wait ${sent.refused} times`);
  return sent;
}

/** The limit: binary COPY into an unindexed table, by one client or by eight, whichever is faster. */
async function besideCopy(url, { rounds, seconds }, pointsPerSecond) {
  const rates = { here: [], 1: [], 8: [] };
  await pointsPerSecond();
  for (let round = 0; round < rounds; round++) {
    for (const clients of [1, 8]) rates[clients].push(await copiedPerSecond(url, clients, seconds / 2));
    rates.here.push(await pointsPerSecond());
  }
  const [one, eight] = [1, 8].map((clients) => quantiles(rates[clients]).median);
  const limit = { what: `binary COPY by ${one > eight ? '1 client' : '8 clients'}`, value: Math.max(one, eight) };
  return { value: quantiles(rates.here).median, unit: 'points/s', limit };
}

async function acceptedPerSecond(ingest, feeds, seconds) {
  const started = performance.now();
  const until = started + seconds * 1000;
  const counts = await Promise.all(
    feeds.map(async ({ writer, next }) => {
      let points = 0;
      while (performance.now() < until) {
        const batch = next();
        const outcome = await ingest.acceptFrame(writer, batch.body);
        if (outcome.kind !== 'accepted') throw new Error(inspect(outcome));
        points += batch.points;
      }
      return points;
    }),
  );
  return counts.reduce((a, b) => a + b) / ((performance.now() - started) / 1000);
}
