/*
 * Trains one attempt of one run, as the child of a worker. The job (`Claimed`) is the parent's first message; measurements
 * go to the API; `{ type: 'progress', done, total }` goes to the parent. Nothing it writes can outlive its right to write:
 * every batch carries the epoch in its token, and without its parent the process ends on the spot.
 *
 * exit | meaning
 *    0 | trained, and the API knows (FINISHED)
 *    1 | training failed, and the API knows why (FAILED: TRAINER_THREW or CANNOT_START)
 *   70 | trained or failed, but the API could not be told: the worker reports
 *   75 | another attempt has taken over, the run has ended, or the parent is gone: nothing more was written
 *   78 | environment or first message unusable: nothing was written
 *  143 | stopped by SIGTERM or SIGINT: everything logged so far was sent, the end is for the worker to report
 */
import { GraticuleClient, RunLog } from '@graticule/sdk';
import { AttemptEnd, EXIT } from './attempt-end.js';
import { claimedByParent } from './claimed-by-parent.js';
import { trainAttempt } from './train-attempt.js';
import { trainerEnvironment } from './trainer-environment.js';

async function main(): Promise<number> {
  const environment = trainerEnvironment(process.env);
  const claimed = await claimedByParent();
  const stop = new AbortController();
  const client = new GraticuleClient({ url: environment.url, token: claimed.token });
  const points = RunLog.open(client, claimed.run, {
    project: claimed.project,
    onStop: (state) => stop.abort(new Error(`the log is ${state}`)),
  });
  const end = new AttemptEnd(points, (what) => console.error(what));
  process.on('SIGTERM', () => stop.abort(new Error('SIGTERM')));
  process.on('SIGINT', () => stop.abort(new Error('SIGINT')));
  const failOutside = (error: unknown) => {
    exitWith(end.threw(error));
    stop.abort(error);
  };
  process.on('uncaughtException', failOutside);
  process.on('unhandledRejection', failOutside);
  try {
    const outcome = await trainAttempt(claimed, points, environment, stop.signal);
    // A recipe that returns early when it is stopped has not trained to its end.
    return await (stop.signal.aborted ? end.stopped() : end.trained(outcome));
  } catch (error) {
    return await (stop.signal.aborted ? end.stopped() : end.threw(error));
  }
}

const exitWith = (code: Promise<number>): void => void code.then((known) => process.exit(known));

process.on('disconnect', () => process.exit(EXIT.superseded));
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(EXIT.unusable);
  },
);
