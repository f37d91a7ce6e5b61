import { z } from 'zod';
import { Slug } from './rest-runs.js';
import { Cause } from './run-status.js';
import { text } from './text.js';
import { ClaimId, RunId, WorkerId } from './wire-ids.js';

export const RegisterWorker = z
  .strictObject({
    name: text(200).min(1),
    host: text(200),
    pid: z.int32(),
    slots: z.int().min(1).max(256),
    queue: Slug.default('default'),
    version: text(50),
    backend: text(100).optional(),
  })
  .meta({ id: 'RegisterWorker' });
export type RegisterWorker = z.infer<typeof RegisterWorker>;

export const WorkerView = z
  .object({ id: WorkerId, heartbeatMs: z.number().describe('How often to send a heartbeat.') })
  .meta({ id: 'Worker' });
export type WorkerView = z.infer<typeof WorkerView>;

export const ClaimJob = z.strictObject({ worker: WorkerId }).meta({ id: 'ClaimJob' });
export type ClaimJob = z.infer<typeof ClaimJob>;

/** Everything a trainer needs for one attempt. `token` is its only credential and dies with the epoch. */
export const Claimed = z
  .object({
    claim: ClaimId,
    run: RunId,
    project: z.string(),
    attempt: z.number(),
    epoch: z.number(),
    token: z.string(),
    recipe: z.object({ name: z.string(), version: z.string() }),
    config: z.record(z.string(), z.json()),
    seed: z.union([z.number(), z.string()]),
    timeoutSeconds: z.number().nullable(),
    renewMs: z.number().describe('Renew this often; the claim lives several times as long.'),
  })
  .meta({ id: 'Claimed' });
export type Claimed = z.infer<typeof Claimed>;

export const ClaimRenewed = z
  .object({ cancelRequested: z.boolean().describe('Stop the trainer: somebody cancelled the run.') })
  .meta({ id: 'ClaimRenewed' });
export type ClaimRenewed = z.infer<typeof ClaimRenewed>;

/** What a worker says of a trainer that has ended. Free of consequence when the trainer has spoken for itself. */
export const ReportClaim = z
  .strictObject({
    outcome: z.enum(['EXITED', 'CANCELLED', 'TIMED_OUT', 'CANNOT_START', 'DRAINED']),
    exitCode: z.int32().nullable(),
    signal: text(20).nullable(),
    cause: Cause.optional(),
  })
  .meta({ id: 'ReportClaim' });
export type ReportClaim = z.infer<typeof ReportClaim>;
