// What every way of storing points is held against: binary COPY of 10,000-row batches into an unindexed table.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const ROWS = 10_000;
const METRICS = 10;

/** Points a second that `clients` connections copy at once; the table is gone afterwards. */
export async function copiedPerSecond(connectionString, clients, seconds) {
  const pool = new pg.Pool({ connectionString, max: clients });
  await pool.query(
    'DROP TABLE IF EXISTS bench_points; CREATE TABLE bench_points (metric int4, step int8, time float8, value float8)',
  );
  const connections = await Promise.all(Array.from({ length: clients }, () => pool.connect()));
  const started = performance.now();
  const until = started + seconds * 1000;
  const counts = await Promise.all(
    connections.map(async (client) => {
      let rows = 0;
      for (; performance.now() < until; rows += ROWS)
        await pipeline(Readable.from([batch]), client.query(copyFrom('COPY bench_points FROM STDIN (FORMAT binary)')));
      return rows;
    }),
  );
  const rate = counts.reduce((a, b) => a + b) / ((performance.now() - started) / 1000);
  for (const client of connections) client.release();
  await pool.query('DROP TABLE bench_points');
  await pool.end();
  return rate;
}

const batch = copyRows();

/** The binary COPY format: a 19-byte header, rows of (field count, then length and bytes per field), a trailer. */
function copyRows() {
  const row = 2 + 4 + 4 + 3 * (4 + 8);
  const bytes = Buffer.alloc(19 + ROWS * row + 2);
  bytes.write('PGCOPY\n\xff\r\n\0', 'latin1');
  for (let index = 0, at = 19; index < ROWS; index++, at += row) {
    bytes.writeInt16BE(4, at);
    bytes.writeInt32BE(4, at + 2);
    bytes.writeInt32BE(index % METRICS, at + 6);
    bytes.writeInt32BE(8, at + 10);
    bytes.writeBigInt64BE(BigInt(index), at + 14);
    bytes.writeInt32BE(8, at + 22);
    bytes.writeDoubleBE(1.7e12 + index, at + 26);
    bytes.writeInt32BE(8, at + 34);
    bytes.writeDoubleBE(Math.sin(index), at + 38);
  }
  bytes.writeInt16BE(-1, bytes.length - 2);
  return bytes;
}
