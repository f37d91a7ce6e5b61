import {
  Claimed,
  ClaimJob,
  ClaimRenewed,
  RegisterWorker,
  ReportClaim,
  RunStatus,
  WorkerView,
} from '@graticule/contracts';
import { z } from 'zod';
import type { RouteDocument } from './route-document.js';

const ClaimRecorded = z.object({ status: RunStatus }).meta({ id: 'ClaimRecorded' });

const permission = 'workers:run';

export const workerRoutes: readonly RouteDocument[] = [
  {
    method: 'post',
    path: '/api/v1/workers',
    operation: 'registerWorker',
    summary: 'Register a worker and its slots.',
    permission,
    body: RegisterWorker,
    answers: { 201: { description: 'Registered.', content: WorkerView } },
    problems: ['MALFORMED_BODY'],
  },
  {
    method: 'post',
    path: '/api/v1/workers/{id}/heartbeat',
    operation: 'heartbeatWorker',
    summary: 'Say that a worker lives.',
    permission,
    answers: { 204: { description: 'Noted.' } },
    problems: ['NOT_FOUND'],
  },
  {
    method: 'post',
    path: '/api/v1/jobs/{job}/claim',
    operation: 'claimJob',
    summary: 'Take a job, `<run>-<attempt>`, that the queue delivered. Losing the race is a normal answer.',
    permission,
    body: ClaimJob,
    answers: { 200: { description: 'Everything a trainer needs.', content: Claimed } },
    problems: ['MALFORMED_BODY', 'NOT_FOUND', 'ALREADY_CLAIMED'],
  },
  {
    method: 'post',
    path: '/api/v1/claims/{id}/renew',
    operation: 'renewClaim',
    summary: 'Keep a claim and learn whether the run is to stop.',
    permission,
    answers: { 200: { description: 'Renewed.', content: ClaimRenewed } },
    problems: ['NOT_FOUND'],
  },
  {
    method: 'post',
    path: '/api/v1/claims/{id}/report',
    operation: 'reportClaim',
    summary: 'Say how a trainer ended. Without consequence when the trainer has spoken for itself.',
    permission,
    body: ReportClaim,
    answers: { 200: { description: 'Recorded; the run’s status now.', content: ClaimRecorded } },
    problems: ['MALFORMED_BODY', 'NOT_FOUND'],
  },
];
