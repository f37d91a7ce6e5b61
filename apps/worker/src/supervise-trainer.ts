import type { Cause, Claimed, ReportClaim } from '@graticule/contracts';
import type { House } from './house.js';
import { renewUntil } from './renew-until.js';
import type { Trainer, TrainerEnd } from './trainer-process.js';

/** Why a trainer was stopped. `LOST`: the claim is no longer ours, so there is nobody to report to. */
type Stopped = 'CANCELLED' | 'TIMED_OUT' | 'DRAINED' | 'LOST';

export type Supervised = { readonly kind: 'ended'; readonly report: ReportClaim } | { readonly kind: 'lost' };

const STOPPED_BY_SIGTERM = 143;

/**
 * Watches a trainer to its end. Renews its claim, and stops it when the run is cancelled, takes too long, or the worker
 * is asked to stop. While the API is silent the trainer goes on: whether its claim still holds is for the API to say, and
 * until then everything it writes is fenced by its epoch. When the API says that the claim is lost, it dies at once.
 */
export async function superviseTrainer(
  claimed: Claimed,
  trainer: Trainer,
  house: Pick<House, 'renew'>,
  stopping: AbortSignal,
): Promise<Supervised> {
  const over = new AbortController();
  let stopped: Stopped | undefined;
  const stop = (why: Stopped) => {
    if (why === 'LOST') trainer.kill();
    else if (stopped === undefined) trainer.stop();
    stopped = why === 'LOST' ? why : (stopped ?? why);
  };
  const drain = () => stop('DRAINED');
  if (stopping.aborted) drain();
  else stopping.addEventListener('abort', drain, { once: true });
  const cancelTimeout = after(claimed.timeoutSeconds, () => stop('TIMED_OUT'));
  const renewals = renewUntil(over.signal, claimed, house, stop);
  const end = await trainer.ended;
  over.abort();
  cancelTimeout();
  stopping.removeEventListener('abort', drain);
  await renewals;
  return stopped === 'LOST' ? { kind: 'lost' } : { kind: 'ended', report: reportOf(end, stopped) };
}

/** What the worker says of the end. Without consequence where the trainer has spoken for itself. */
function reportOf(end: TrainerEnd, stopped: Exclude<Stopped, 'LOST'> | undefined): ReportClaim {
  if (end.kind === 'never started') {
    const cause: Cause = { code: 'CANNOT_START', message: `The trainer could not be started: ${end.reason}` };
    return { outcome: 'CANNOT_START', exitCode: null, signal: null, cause };
  }
  const { exitCode, tail } = end;
  const signal = end.signal ?? (exitCode === STOPPED_BY_SIGTERM ? 'SIGTERM' : null);
  if (stopped) return { outcome: stopped, exitCode, signal };
  const message = signal ? `The trainer was ended by ${signal}.` : `The trainer ended with exit code ${exitCode}.`;
  const cause: Cause = { code: 'TRAINER_EXIT', message, ...(tail ? { stack: tail } : {}) };
  return { outcome: 'EXITED', exitCode, signal, cause };
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls once the seconds have passed; null: never. Returns what calls it off. */
function after(seconds: number | null, act: () => void): () => void {
  if (seconds === null) return () => undefined;
  const endMs = performance.now() + seconds * 1_000;
  let timer: NodeJS.Timeout;
  // A year of seconds does not fit one timer.
  const arm = () => {
    const leftMs = endMs - performance.now();
    timer = setTimeout(leftMs > LONGEST_TIMER_MS ? arm : act, Math.min(leftMs, LONGEST_TIMER_MS));
  };
  arm();
  return () => clearTimeout(timer);
}
