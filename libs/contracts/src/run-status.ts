import { z } from 'zod';
import { mendedText } from './text.js';

export const RUN_STATUSES = ['QUEUED', 'RUNNING', 'STALLED', 'FINISHED', 'FAILED', 'LOST', 'CANCELLED'] as const;
export const RunStatus = z.enum(RUN_STATUSES).meta({ id: 'RunStatus' });
export type RunStatus = z.infer<typeof RunStatus>;

/** What a run may become, by what it is. One table for code, tests and docs. */
export const NEXT_STATUS = {
  QUEUED: ['RUNNING', 'CANCELLED', 'FAILED'],
  RUNNING: ['FINISHED', 'FAILED', 'CANCELLED', 'STALLED', 'QUEUED'],
  STALLED: ['RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'LOST'],
  LOST: ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'],
  FAILED: ['QUEUED', 'RUNNING'],
  CANCELLED: ['QUEUED', 'RUNNING'],
  FINISHED: ['RUNNING', 'QUEUED'],
} as const satisfies Record<RunStatus, readonly RunStatus[]>;

export const ENDED = ['FINISHED', 'FAILED', 'CANCELLED'] as const satisfies readonly RunStatus[];

/** Why a run is in its status: a closed list, so that a user's fault and the house's never share a word. */
export const CAUSE_CODES = [
  'USER_CANCELLED',
  'TRAINER_THREW',
  'TRAINER_EXIT',
  'CANNOT_START',
  'TIMEOUT',
  'WORKER_LOST',
  'WORKER_DRAINED',
  'HEARTBEAT_LATE',
  'HEARTBEAT_BACK',
  'RETRIED',
  'REPORTED',
] as const;
export const Cause = z
  .object({
    code: z.enum(CAUSE_CODES),
    message: mendedText(10_000),
    stack: mendedText(100_000).optional(),
  })
  .meta({ id: 'Cause' });
export type Cause = z.infer<typeof Cause>;
export type CauseCode = Cause['code'];
