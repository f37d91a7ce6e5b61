import { parentPort, workerData } from 'node:worker_threads';
import { openPool } from '@graticule/database/postgres';
import { AxisRegistry, Folder, FoldLoop } from '@graticule/metrics';
import { createLogger } from '@graticule/platform';
import { z } from 'zod';

/*
 * Folds journals beside the thread that answers requests, on connections of its own, until nothing waits any more. It is told to
 * stop by a message, whatever it says; it tells the points of each fold.
 */

// One for the fold's transaction, one for what it looks up meanwhile.
const CONNECTIONS = 2;

const { databaseUrl, logLevel } = z.object({ databaseUrl: z.string(), logLevel: z.string() }).parse(workerData);
const log = createLogger('folder', logLevel);
const pool = openPool(databaseUrl, { applicationName: 'graticule-folder', max: CONNECTIONS, log });
const stop = new AbortController();
parentPort?.once('message', () => stop.abort());
const folder = new Folder(() => pool, new AxisRegistry(pool));
const onFold = (points: number) => parentPort?.postMessage(points);
await new FoldLoop(pool, folder, log, { onFold }).run(stop.signal);
await pool.end();
parentPort?.close();
