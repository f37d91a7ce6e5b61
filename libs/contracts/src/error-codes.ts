/**
 * Every problem the API can answer with: the HTTP status and what to do about it. The code is the contract;
 * `docs/errors.md` is written from this table.
 */
export const PROBLEMS = {
  MALFORMED_BODY: [400, 'Send a body of the documented shape; `errors` names each place.'],
  MALFORMED_FRAME: [400, 'Send a whole frame as described in docs/wire-format.md.'],
  UNAUTHENTICATED: [401, 'Send `Authorization: Bearer <key>`; `graticule keys` lists and creates keys.'],
  FORBIDDEN: [403, 'Use a key whose scopes contain the named permission.'],
  NOT_FOUND: [404, 'Check the id or slug; what a key may not see does not exist for it.'],
  SEQUENCE_GAP: [409, 'Send the batch with the expected sequence number first.'],
  STALE_ATTEMPT: [409, 'Another attempt has taken over; stop writing.'],
  RUN_ENDED: [409, 'The run has ended; start another attempt, or another run.'],
  ILLEGAL_TRANSITION: [409, 'Read the status of the run; the table of legal changes is in docs/concepts.md.'],
  IDEMPOTENCY_CONFLICT: [409, 'This key was used with another body; take a new one.'],
  ALREADY_CLAIMED: [409, 'Another worker holds the job; nothing is left to do.'],
  BATCH_TOO_LARGE: [413, 'Split the body; the limit is named in the answer.'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Send one of the media types named in the answer.'],
  INVALID: [422, 'Correct each item listed in `errors`; nothing was stored.'],
  BUSY: [429, 'Wait for the seconds in Retry-After and send the same batch again.'],
  INTERNAL: [500, 'Report it with the request id; the log holds the cause.'],
  STORE_UNAVAILABLE: [503, 'The database cannot be reached; send the same request again later.'],
} as const satisfies Record<string, readonly [status: number, action: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing wrong with a request: where (JSON pointer, or `#/group/3`), what, and what was expected. */
export interface ProblemItem {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** RFC 9457, with our code, what to do, and one entry per offending item. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly action: string;
  readonly errors?: readonly ProblemItem[];
  readonly [extension: string]: unknown;
}
