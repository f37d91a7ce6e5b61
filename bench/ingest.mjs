// Acknowledged points a second over HTTP, 8 connections: frames of 10,000 points and the same as columnar JSON.
// The limit, measured in the same run: binary COPY of 10,000-row batches into an unindexed table, 8 clients.
import { Agent, request } from 'node:http';
import { encodeFrame } from '@graticule/contracts';
import { copiedPerSecond } from './copy-limit.mjs';
import { databaseOf, withService } from './service.mjs';

const CONNECTIONS = 8;
const KEYS = 10;
const STEPS = 1000;
const SECONDS = 4;

export function run() {
  return withService(async ({ url, apiKey, data }) => {
    const limit = await copiedPerSecond(databaseOf(data), CONNECTIONS, SECONDS / 2);
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
