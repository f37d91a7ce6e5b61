import { parentPort, workerData } from 'node:worker_threads';
import { openPool } from '@graticule/database/postgres';
import { AxisRegistry, Folder, type FoldEvent, FoldLoop, TroubledRuns } from '@graticule/metrics';
import { runKey } from '@graticule/contracts';
import { createLogger } from '@graticule/platform';
import { z } from 'zod';

/*
 * Folds journals beside the thread that answers requests, on connections of its own, until nothing waits any more. It is told to
 * stop by a message, whatever it says; it tells of each fold before it begins and when it is over.
 */

// One for the fold's transaction, one for what it looks up meanwhile.
const CONNECTIONS = 2;

const { databaseUrl, logLevel, leftAlone } = z
  .object({ databaseUrl: z.string(), logLevel: z.string(), leftAlone: z.array(z.bigint()) })
  .parse(workerData);
const log = createLogger('folder', logLevel);
const pool = openPool(databaseUrl, { applicationName: 'graticule-folder', max: CONNECTIONS, log });
const stop = new AbortController();
parentPort?.once('message', () => stop.abort());
const folder = new Folder(() => pool, new AxisRegistry(pool));
const troubled = new TroubledRuns();
for (const run of leftAlone) troubled.failed(runKey(run));
const tell = (event: FoldEvent) => parentPort?.postMessage(event);
await new FoldLoop(pool, folder, log, { tell, troubled }).run(stop.signal);
await pool.end();
parentPort?.close();
