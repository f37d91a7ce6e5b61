import { createHash } from 'node:crypto';
import type { Principal } from '@graticule/access';
import {
  LIMITS,
  type ParsedBatch,
  parseColumnarJson,
  parseNdjson,
  PointsAccepted,
  toWireInteger,
  WritePoints,
} from '@graticule/contracts';
import type { IngestOutcome, MetricIngest, Writer } from '@graticule/metrics';
import { AppError, type Logger } from '@graticule/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller.js';
import type { Writers } from '../ingest/writers.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { asAppError, invalid } from './problem.js';
import { answerProblem } from './problem.filter.js';
import type { RouteDocument } from './route-document.js';

/*
 * The hot path: a plain Fastify route, because a batch is bytes and must reach the store without becoming objects. It has
 * its own parsers (raw buffers), its own body limit, and the permission that `guard-plain-routes.ts` demands. Its bytes
 * count from their arrival, so that slow senders cannot fill the memory together. The answer
 * follows the commit. Nothing here interprets a frame: what is wrong with it is for the ingest to say.
 */

const FRAME = 'application/vnd.graticule.frame';
const NDJSON = 'application/x-ndjson';
const JSON_TYPE = 'application/json';
const PATH = '/api/v1/runs/:id/points';

export interface PointsDependencies {
  readonly ingest: MetricIngest;
  readonly writers: Writers;
  readonly log: Logger;
}

/** Not awaited: awaiting a plugin starts Fastify, and the routes of Nest would miss the error handler that Nest sets last. */
export function registerPointsRoute(fastify: FastifyInstance, dependencies: PointsDependencies): void {
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser([FRAME, JSON_TYPE, NDJSON], { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler((error, request, reply) => {
      answerProblem(request, reply, explained(asAppError(error)), dependencies.log);
    });
    scope.addHook('preParsing', (request, reply, _payload, done) => {
      const release = dependencies.ingest.queued.hold(announced(request), senderOf(callerOf(request)));
      // 'close' comes once, after the answer and after a connection that is lost alike.
      if (release) reply.raw.once('close', release);
      done(release ? null : refusalOf({ kind: 'busy', retryAfterSeconds: 1 }, ''));
    });
    scope.post<{ Params: { id: string }; Body: Buffer | undefined }>(
      PATH,
      { bodyLimit: LIMITS.batchBytes, config: { allow: 'metrics:write' } },
      (request) => accept(request, dependencies),
    );
  });
}

/** The bytes that a request brings. One that does not say may bring as many as there can be. */
function announced({ headers }: Pick<FastifyRequest, 'headers'>): number {
  const length = Number(headers['content-length'] ?? LIMITS.batchBytes);
  return Math.min(length, LIMITS.batchBytes);
}

/** Who shares the room for batches that are not answered yet. */
function senderOf(caller: Principal): string {
  return caller.kind === 'key' ? `key ${caller.keyId}` : `run ${caller.runId}`;
}

type PointsRequest = FastifyRequest<{ Params: { id: string }; Body: Buffer | undefined }>;

async function accept(request: PointsRequest, { ingest, writers }: PointsDependencies): Promise<PointsAccepted> {
  const { id } = request.params;
  const caller = callerOf(request);
  const attempt = attemptOf(request);
  const isMeant = (writer: Writer) => attempt === undefined || writer.attempt === attempt;
  const write = writeOf(request, ingest);
  const known = await writers.of(caller, id);
  const first = isMeant(known) ? await write(known) : undefined;
  if (first !== undefined && !mayBeOutdated(first, caller)) return answerOf(first, id);
  const writer = await writers.fresh(caller, id);
  if (!isMeant(writer)) throw refusalOf({ kind: 'stale' }, id);
  return answerOf(await write(writer), id);
}

/** The attempt that a sender takes itself for. A key has none, so a script that was given up may say which it was. */
function attemptOf({ query }: PointsRequest): number | undefined {
  const said = WritePoints.safeParse(query);
  if (said.success) return said.data.attempt;
  throw invalid('The batch cannot be stored', [
    { pointer: '/attempt', code: 'attempt', detail: 'attempt is the number of an attempt, from 1 on' },
  ]);
}

/** What a key's writer was remembered as may be an epoch behind; nothing was stored then, so asking again is safe. */
function mayBeOutdated(outcome: IngestOutcome, caller: Principal): boolean {
  return caller.kind === 'key' && (outcome.kind === 'stale' || outcome.kind === 'unknown');
}

/** Parses once, however often it is written. */
function writeOf(request: PointsRequest, ingest: MetricIngest): (writer: Writer) => Promise<IngestOutcome> {
  const body = request.body ?? Buffer.alloc(0);
  const arrived = { held: announced(request) };
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType === FRAME) return (writer) => ingest.acceptFrame(writer, body, arrived);
  const text = textOf(body);
  const parsed = named(mediaType === NDJSON ? parseNdjson(text) : parseColumnarJson(text));
  const key = idempotencyKeyOf(request);
  const fallback = key === undefined ? undefined : { writer: writerOfKey(key), sequence: 1n };
  return (writer) => ingest.acceptNamed(writer, parsed, fallback, arrived);
}

/** Strict: a lenient decoder would store a name that nobody sent. */
function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new AppError('MALFORMED_BODY', 'The batch is not UTF-8.', { cause });
  }
}

function named(parsed: ParsedBatch) {
  if (parsed.kind === 'batch') return parsed.batch;
  throw new AppError('MALFORMED_BODY', 'The batch is not of the documented shape.', { errors: parsed.problems });
}

/** An Idempotency-Key is a writer of one batch: 63 bits of the key's SHA-256. */
function writerOfKey(key: string): bigint {
  return createHash('sha256').update(key).digest().readBigUInt64BE(0) >> 1n;
}

function answerOf(outcome: IngestOutcome, run: string): PointsAccepted {
  if (outcome.kind !== 'accepted' && outcome.kind !== 'duplicate') throw refusalOf(outcome, run);
  const accepted = outcome.kind === 'accepted' ? outcome.accepted : 0;
  return { accepted, duplicate: outcome.kind === 'duplicate', nextSequence: toWireInteger(outcome.nextSequence) };
}

type Refused = Exclude<IngestOutcome, { kind: 'accepted' | 'duplicate' }>;

function refusalOf(outcome: Refused, run: string): AppError {
  switch (outcome.kind) {
    case 'gap':
      return new AppError('SEQUENCE_GAP', `The next sequence of this writer is ${outcome.expected}.`, {
        extensions: { expected: toWireInteger(outcome.expected) },
      });
    case 'stale':
      return new AppError('STALE_ATTEMPT', 'This attempt no longer holds the run.');
    case 'closed':
      return new AppError('RUN_ENDED', `The run ${run} has ended and takes no more measurements.`);
    case 'unknown':
      return new AppError('NOT_FOUND', `There is no run ${run}.`);
    case 'busy':
      return new AppError('BUSY', 'Batches arrive faster than they are packed.', {
        retryAfterSeconds: outcome.retryAfterSeconds,
      });
    case 'malformed':
      return new AppError('MALFORMED_FRAME', `The frame is malformed at byte ${outcome.at}: ${outcome.detail}.`, {
        errors: [{ pointer: `#/byte/${outcome.at}`, code: 'malformed', detail: outcome.detail }],
      });
    case 'invalid':
      return invalid('The batch cannot be stored', outcome.problems);
  }
}

/** The transport's own refusals, with the limit or the media types they stand for. */
function explained(error: AppError): AppError {
  if (error.code === 'BATCH_TOO_LARGE') {
    const limit = LIMITS.batchBytes;
    return new AppError(error.code, `A batch has at most ${limit} bytes.`, {
      cause: error.cause,
      extensions: { limit },
    });
  }
  if (error.code === 'UNSUPPORTED_MEDIA_TYPE') {
    const accepted = [FRAME, JSON_TYPE, NDJSON];
    const detail = `A batch is one of ${accepted.join(', ')}.`;
    return new AppError(error.code, detail, { cause: error.cause, extensions: { accepted } });
  }
  return error;
}

export const pointsRoutes: readonly RouteDocument[] = [
  {
    method: 'post',
    path: '/api/v1/runs/{id}/points',
    operation: 'writePoints',
    summary: 'Write one batch of measurements. Answered after its commit; a replay changes nothing.',
    permission: 'metrics:write',
    idempotent: 'by Idempotency-Key',
    query: WritePoints,
    body: { [FRAME]: 'binary', [JSON_TYPE]: 'text', [NDJSON]: 'text' },
    answers: { 200: { description: 'Stored, or stored before.', content: PointsAccepted } },
    problems: [
      'MALFORMED_BODY',
      'MALFORMED_FRAME',
      'NOT_FOUND',
      'SEQUENCE_GAP',
      'STALE_ATTEMPT',
      'RUN_ENDED',
      'BATCH_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'INVALID',
      'BUSY',
    ],
  },
];
