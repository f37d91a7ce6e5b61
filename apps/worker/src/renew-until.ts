import type { Claimed } from '@graticule/contracts';
import { pause } from '@graticule/platform';
import type { House } from './house.js';

/** Keeps a claim at the pace that came with it, and passes on what the API says of it. Ends when the claim is lost. */
export async function renewUntil(
  over: AbortSignal,
  { claim, renewMs }: Claimed,
  house: Pick<House, 'renew'>,
  hear: (why: 'CANCELLED' | 'LOST') => void,
): Promise<void> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- the pace of renewing
    await pause(renewMs, over);
    if (over.aborted) return;
    // oxlint-disable-next-line no-await-in-loop -- one renewal after the other
    const answer = await house.renew(claim, over);
    if (over.aborted) return;
    if (answer === 'lost') return hear('LOST');
    if (answer === 'cancel') hear('CANCELLED');
  }
}
