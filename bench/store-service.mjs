// Runs of a real service that take frames as fast as it accepts them.
import { setTimeout as pause } from 'node:timers/promises';
import { LoadConnection } from './http-load.mjs';
import { endlessFrames } from './store-data.mjs';

const KEYS = 10;
const FRAME = 'application/vnd.graticule.frame';

/** A connection that feeds a run of its own with batches of `points` points. */
export class Feed {
  static async open({ url, apiKey }, { points, dtype }) {
    const feed = new Feed();
    feed.url = url;
    feed.apiKey = apiKey;
    feed.connection = await LoadConnection.open(url);
    feed.run = (await feed.ask('/api/v1/projects/default/runs', { name: 'bench' })).id;
    const names = Array.from({ length: KEYS }, (_, key) => ({ name: `bench/${dtype}-${key}`, dtype }));
    const { metrics } = await feed.ask(`/api/v1/runs/${feed.run}/metrics`, { metrics: names });
    const ids = metrics.map(({ id }) => id);
    feed.next = endlessFrames({ ids, steps: points / KEYS, writer: 1n, dtype });
    feed.head = feed.headOf(`/api/v1/runs/${feed.run}/points`, FRAME);
    return feed;
  }

  /** What was acknowledged until `until`. A refusal is waited out and the same batch sent again. */
  async send(until) {
    let [points, requests, refused] = [0, 0, 0];
    while (performance.now() < until) {
      const batch = this.next();
      for (;;) {
        const { status, head, body } = await this.connection.send(this.head, batch.body);
        if (status < 300) break;
        if (status !== 429) throw new Error(`${status} ${body}`);
        refused++;
        if (performance.now() >= until) return { points, requests, refused };
        await pause(1000 * Number(/^retry-after: (\d+)/im.exec(head)?.[1] ?? 1));
      }
      points += batch.points;
      requests++;
    }
    return { points, requests, refused };
  }

  finish() {
    return this.ask(`/api/v1/runs/${this.run}/finish`, {});
  }

  close() {
    this.connection.close();
  }

  async ask(path, json) {
    const body = Buffer.from(JSON.stringify(json));
    const answer = await this.connection.send(this.headOf(path, 'application/json'), body);
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  }

  headOf(path, type) {
    const { host } = new URL(this.url);
    return `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${this.apiKey}\r\ncontent-type: ${type}\r\n`;
  }
}

export async function openFeeds(service, count, batch) {
  const feeds = [];
  for (let i = 0; i < count; i++) feeds.push(await Feed.open(service, batch));
  return feeds;
}

/** What all of them got acknowledged, and in how many seconds. */
export async function sendAll(feeds, seconds) {
  const started = performance.now();
  const sent = await Promise.all(feeds.map((feed) => feed.send(started + seconds * 1000)));
  const total = (of) => sent.reduce((sum, counts) => sum + counts[of], 0);
  return {
    seconds: (performance.now() - started) / 1000,
    points: total('points'),
    requests: total('requests'),
    refused: total('refused'),
  };
}
