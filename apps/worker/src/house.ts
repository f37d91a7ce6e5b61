import {
  type ClaimId,
  Claimed,
  ClaimRenewed,
  type RegisterWorker,
  type ReportClaim,
  type WorkerId,
  WorkerView,
} from '@graticule/contracts';
import type { DeliveredJob } from '@graticule/queue';
import { ApiProblem, type GraticuleClient } from '@graticule/sdk';

/** `silent`: the API cannot be reached or is in trouble; the claim may well still be ours. */
export type Renewal = 'renewed' | 'cancel' | 'lost' | 'silent';

const PATIENT_MS = 60_000;

/** What a worker says to the API, and what it may hear. Refusals are answers here; everything else is thrown. */
export class House {
  constructor(private readonly client: GraticuleClient) {}

  async register(worker: RegisterWorker, signal: AbortSignal): Promise<WorkerView> {
    const answer = await this.client.json<unknown>('POST', '/workers', worker, { signal, retryForMs: PATIENT_MS });
    return WorkerView.parse(answer);
  }

  /** False when the API does not know the worker. */
  async heartbeat(worker: WorkerId, signal: AbortSignal): Promise<boolean> {
    const sent = this.client.json<unknown>('POST', `/workers/${worker}/heartbeat`, undefined, {
      signal,
      retryForMs: 0,
    });
    return (await refusedWith(sent, [404])) !== REFUSED;
  }

  /** Undefined when there is nothing to do: somebody else has the job, or it is over. */
  async claim({ run, attempt }: DeliveredJob, worker: WorkerId, signal: AbortSignal): Promise<Claimed | undefined> {
    const path = `/jobs/${run}-${attempt}/claim`;
    const sent = this.client.json<unknown>('POST', path, { worker }, { signal, retryForMs: PATIENT_MS });
    const answer = await refusedWith(sent, [404, 409]);
    return answer === REFUSED ? undefined : Claimed.parse(answer);
  }

  /** One try: whoever holds a claim asks again soon enough. */
  async renew(claim: ClaimId, signal: AbortSignal): Promise<Renewal> {
    try {
      const sent = this.client.json<unknown>('POST', `/claims/${claim}/renew`, undefined, { signal, retryForMs: 0 });
      const answer = await refusedWith(sent, [404, 409]);
      if (answer === REFUSED) return 'lost';
      return ClaimRenewed.parse(answer).cancelRequested ? 'cancel' : 'renewed';
    } catch (error) {
      if (error instanceof ApiProblem) return 'silent';
      throw error;
    }
  }

  /** False when the claim is no longer ours. */
  async report(
    claim: ClaimId,
    report: ReportClaim,
    patience: { readonly signal: AbortSignal; readonly retryForMs: number },
  ): Promise<boolean> {
    const sent = this.client.json<unknown>('POST', `/claims/${claim}/report`, report, patience);
    return (await refusedWith(sent, [404, 409])) !== REFUSED;
  }
}

const REFUSED = Symbol('refused');

async function refusedWith(sent: Promise<unknown>, statuses: readonly number[]): Promise<unknown> {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof ApiProblem && statuses.includes(error.status)) return REFUSED;
    throw error;
  }
}
