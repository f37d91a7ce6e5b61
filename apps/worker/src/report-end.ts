import type { Claimed, ReportClaim } from '@graticule/contracts';
import type { House } from './house.js';
import { renewUntil } from './renew-until.js';

const REPORT_FOR_MS = 10 * 60_000;
/** A worker that stops is waited for 15 s in all. */
const LAST_REPORT_FOR_MS = 5_000;

interface Patience {
  readonly stopping: AbortSignal;
  /** How long a worker that is asked to stop tries on. */
  readonly lastTryMs?: number;
}

/**
 * Reports the end of a trainer until somebody hears it, and renews its claim meanwhile: a run whose end is known must not
 * be taken for lost. A worker that is asked to stop tries for some seconds more. False when the claim is no longer ours.
 */
export async function reportEnd(
  claimed: Claimed,
  report: ReportClaim,
  house: Pick<House, 'renew' | 'report'>,
  { stopping, lastTryMs = LAST_REPORT_FOR_MS }: Patience,
): Promise<boolean> {
  const heard = new AbortController();
  const enough = new AbortController();
  let lastTry: NodeJS.Timeout | undefined;
  const hurry = () => void (lastTry = setTimeout(() => enough.abort(), lastTryMs));
  if (stopping.aborted) hurry();
  else stopping.addEventListener('abort', hurry, { once: true });
  // A cancellation comes too late, and a lost claim is what the report hears as well.
  const renewals = renewUntil(heard.signal, claimed, house, () => undefined);
  try {
    return await house.report(claimed.claim, report, { signal: enough.signal, retryForMs: REPORT_FOR_MS });
  } finally {
    heard.abort();
    clearTimeout(lastTry);
    stopping.removeEventListener('abort', hurry);
    await renewals;
  }
}
