// Acknowledged points a second over HTTP, 8 connections: frames of 10,000 points and the same as columnar JSON.
// The limit, measured in the same run: binary COPY of 10,000-row batches into an unindexed table, 8 clients.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { encodeFrame } from '@graticule/contracts';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { withService } from './service.mjs';

const CONNECTIONS = 8;
const KEYS = 10;
const STEPS = 1000;
const SECONDS = 4;

export function run() {
  return withService(async ({ url, apiKey, data }) => {
    const limit = await copyLimit(databaseOf(data));
    const frames = await pointsPerSecond(url, apiKey, frameBody, 'application/vnd.graticule.frame');
    const json = await pointsPerSecond(url, apiKey, jsonBody, 'application/json');
    return {
      'binary COPY, unindexed table, 8 clients (limit)': { value: limit, unit: 'points/s' },
      'frames of 10,000 points, 8 connections': {
        value: frames,
        unit: 'points/s',
        reach: '≥ 3 M',
        ratio: frames / limit,
      },
      'columnar JSON of 10,000 points, 8 connections': {
        value: json,
        unit: 'points/s',
        reach: '≥ 1 M',
        ratio: json / limit,
      },
    };
  });
}

async function pointsPerSecond(url, apiKey, bodyOf, type) {
  const call = caller(url, apiKey);
  const names = Array.from({ length: KEYS }, (_, index) => `bench/metric-${index}`);
  const { id } = await call(
    'POST',
    '/api/v1/projects/default/runs',
    'application/json',
    JSON.stringify({ name: 'bench' }),
  );
  const { metrics } = await call(
    'POST',
    `/api/v1/runs/${id}/metrics`,
    'application/json',
    JSON.stringify({ metrics: names.map((name) => ({ name, dtype: 'f64' })) }),
  );
  const ids = metrics.map((metric) => metric.id);
  const until = performance.now() + SECONDS * 1000;
  const started = performance.now();
  const counts = await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, connection) => {
      let points = 0;
      for (let sequence = 1; performance.now() < until; sequence++) {
        const body = bodyOf({ ids, names, writer: connection + 1, sequence });
        points += (await call('POST', `/api/v1/runs/${id}/points`, type, body)).accepted;
      }
      return points;
    }),
  );
  return counts.reduce((a, b) => a + b) / ((performance.now() - started) / 1000);
}

/** Kept over the whole run: what is measured is the server, and making numbers is not its work. */
const values = Float64Array.from({ length: KEYS * STEPS }, (_, index) => Math.sin(index));
const template = { frame: undefined, json: undefined };

function frameBody({ ids, writer, sequence }) {
  template.frame ??= encodeFrame({
    writer: 1n,
    sequence: 1n,
    scalars: [
      {
        metrics: Uint32Array.from(ids),
        steps: BigInt64Array.from({ length: STEPS }, (_, step) => BigInt(step)),
        times: Float64Array.from({ length: STEPS }, (_, step) => 1.7e12 + step),
        dtype: 'f64',
        values,
      },
    ],
    vectors: [],
  });
  const frame = Buffer.from(template.frame);
  frame.writeBigInt64LE(BigInt(writer), 8);
  frame.writeBigInt64LE(BigInt(sequence), 16);
  return frame;
}

function jsonBody({ names, writer, sequence }) {
  template.json ??= JSON.stringify({
    groups: [
      {
        steps: Array.from({ length: STEPS }, (_, step) => step),
        values: Object.fromEntries(
          names.map((name, key) => [name, [...values.subarray(key * STEPS, (key + 1) * STEPS)]]),
        ),
      },
    ],
  }).slice(1);
  return `{"writer":"${writer.toString(16)}","sequence":${sequence},${template.json}`;
}

function caller(url, apiKey) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return (method, path, type, body) =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${apiKey}`,
        'content-type': type,
        'content-length': Buffer.byteLength(body),
      };
      const sent = request(url + path, { method, agent, headers }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (response.statusCode >= 300) reject(new Error(`${response.statusCode} ${text}`));
          else resolve(JSON.parse(text));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

async function copyLimit(connectionString) {
  const pool = new pg.Pool({ connectionString, max: CONNECTIONS });
  await pool.query(
    'CREATE UNLOGGED TABLE IF NOT EXISTS bench_probe (x int); DROP TABLE bench_probe; CREATE TABLE bench_points (metric int4, step int8, time float8, value float8)',
  );
  const batch = copyRows(KEYS * STEPS);
  const until = performance.now() + (SECONDS * 1000) / 2;
  const started = performance.now();
  const counts = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = await pool.connect();
      let rows = 0;
      for (; performance.now() < until; rows += KEYS * STEPS)
        await pipeline(Readable.from([batch]), client.query(copyFrom('COPY bench_points FROM STDIN (FORMAT binary)')));
      client.release();
      return rows;
    }),
  );
  const rate = counts.reduce((a, b) => a + b) / ((performance.now() - started) / 1000);
  await pool.query('DROP TABLE bench_points');
  await pool.end();
  return rate;
}

/** The binary COPY format: a 19-byte header, rows of (field count, then length and bytes per field), a trailer. */
function copyRows(count) {
  const row = 2 + 4 + 4 + 3 * (4 + 8);
  const bytes = Buffer.alloc(19 + count * row + 2);
  bytes.write('PGCOPY\n\xff\r\n\0', 'latin1');
  for (let index = 0, at = 19; index < count; index++, at += row) {
    bytes.writeInt16BE(4, at);
    bytes.writeInt32BE(4, at + 2);
    bytes.writeInt32BE(index % KEYS, at + 6);
    bytes.writeInt32BE(8, at + 10);
    bytes.writeBigInt64BE(BigInt(index), at + 14);
    bytes.writeInt32BE(8, at + 22);
    bytes.writeDoubleBE(1.7e12 + index, at + 26);
    bytes.writeInt32BE(8, at + 34);
    bytes.writeDoubleBE(values[index % values.length], at + 38);
  }
  bytes.writeInt16BE(-1, bytes.length - 2);
  return bytes;
}

function databaseOf(data) {
  const read = (name) => readFileSync(join(data, name), 'utf8').trim();
  return `postgresql://graticule:${read('postgres.password')}@127.0.0.1:${read('postgres.port')}/graticule`;
}
