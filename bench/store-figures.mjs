// How the store's questions are timed, and what they are held against.
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';

const WARM_UP = 3;
const ROUNDS = 25;
/** Characters of the reason why something is missing. */
const REASON = 300;

/** Times `work(round)` after a few unmeasured rounds, whose numbers are below 0. Milliseconds. */
export async function timed(work, rounds = ROUNDS) {
  const times = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const started = performance.now();
    await work(round);
    if (round >= 0) times.push(performance.now() - started);
  }
  const { median, p95 } = quantiles(times);
  return { value: median, unit: 'ms', p95 };
}

export function quantiles(values) {
  const sorted = Float64Array.from(values).toSorted();
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, p95: sorted[Math.min(sorted.length - 1, Math.floor(0.95 * sorted.length))] };
}

/**
 * The figures of one section, in the order in which they were measured. `note` hears of each at once. One that cannot be
 * measured is in the list with the reason, and the others go on.
 */
export class Figures {
  list = [];

  constructor(note) {
    this.note = note;
  }

  /**
   * `work` returns { value, unit, p95?, limit? }; the limit is { what, value }, in the unit of the figure. `reach` is what was
   * promised: { atMost } or { atLeast } in that unit, or { timesLimit }, at least so many times the limit.
   */
  async measure(title, reach, work) {
    this.note(`${title} …`);
    try {
      this.add(title, reach, await work());
    } catch (error) {
      this.miss(title, error);
    }
  }

  add(title, reach, { value, unit, p95, limit }) {
    const ratio = limit && value / limit.value;
    this.list.push({
      title,
      value,
      unit,
      ...(p95 !== undefined && { p95 }),
      ...promise(reach, { value, unit, ratio }),
      ...(limit && { limit, ratio }),
    });
    this.note(`${title}: ${value.toPrecision(3)} ${unit}`);
  }

  miss(title, error) {
    const missing = String(error instanceof Error ? error.message : error).slice(0, REASON);
    this.list.push({ title, missing });
    this.note(`${title}: not measured: ${missing}`);
  }
}

function promise({ atMost, atLeast, timesLimit } = {}, { value, unit, ratio }) {
  const written = (number) => `${number.toLocaleString('en')} ${unit}`;
  if (atMost !== undefined) return { reach: `≤ ${written(atMost)}`, met: value <= atMost };
  if (atLeast !== undefined) return { reach: `≥ ${written(atLeast)}`, met: value >= atLeast };
  if (timesLimit !== undefined) return { reach: `≥ ${timesLimit} × limit`, met: ratio >= timesLimit };
  return {};
}

/**
 * The bytes that a question needs, by statements that select one bytea each: as fast as the server hands them out raw (in one
 * statement or all at once over the pool, whichever is quicker), or as JavaScript can look at them once, whichever is slower.
 * Undefined: the store has no such rows.
 */
export async function readLimit(pool, statements) {
  const all = [statements.join(' UNION ALL ')];
  let bytes = 0;
  const copied = async (parts) => {
    const counts = await Promise.all(parts.map((select) => copiedBytes(pool, select)));
    bytes = counts.reduce((a, b) => a + b);
  };
  const together = await timed(() => copied(all));
  if (bytes === 0) return undefined;
  const apart = statements.length > 1 ? await timed(() => copied(statements)) : together;
  const copyMs = Math.min(apart.value, together.value);
  const scanMs = (bytes / scannedPerSecond()) * 1000;
  const size = bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.round(bytes / 1e3)} kB`;
  return copyMs >= scanMs
    ? { what: `COPY of the same ${size} out of the server`, value: copyMs }
    : { what: `looking once at the same ${size} in JavaScript`, value: scanMs };
}

async function copiedBytes(pool, select) {
  const client = await pool.connect();
  let bytes = 0;
  const count = new Writable({
    write(chunk, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  const copy = client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`));
  await pipeline(copy, count);
  client.release();
  return copy.rowCount === 0 ? 0 : bytes;
}

let scanned;

/** Bytes a second of a minimum and maximum over a Float64Array that no cache holds. */
function scannedPerSecond() {
  if (scanned !== undefined) return scanned;
  const values = Float64Array.from({ length: 2 ** 23 }, (_, i) => Math.sin(i));
  let best = Infinity;
  for (let round = 0; round < 7; round++) {
    const started = performance.now();
    let min = Infinity;
    let max = -Infinity;
    for (const value of values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (min > max) throw new Error('nothing was scanned');
    best = Math.min(best, performance.now() - started);
  }
  scanned = values.byteLength / (best / 1000);
  return scanned;
}

/** A fast answer that is wrong is not a figure. */
export function expect(what, got, wanted) {
  if (got !== wanted) throw new Error(`${what} is ${got}, not ${wanted}`);
}
