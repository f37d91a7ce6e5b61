import type { ProblemItem } from '@graticule/contracts';

interface Rest {
  readonly errors?: readonly ProblemItem[];
  readonly body?: Readonly<Record<string, unknown>>;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

// By code too: GraphQL answers 200 and says in its errors that the database is away.
const PASSING: ReadonlySet<string> = new Set(['UNREACHABLE', 'STORE_UNAVAILABLE', 'BUSY']);

/**
 * An answer that is not success. The code is one of the API's (`PROBLEMS` in contracts), `HTTP_<status>` from a proxy, or
 * what went wrong before there was an answer: UNREACHABLE, ABORTED, UNREADABLE_ANSWER. Without an answer status is 0.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly errors: readonly ProblemItem[];
  /** The problem document whole: `expected`, `from`, `to` and whatever else a code carries. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number;

  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    rest: Rest = {},
  ) {
    super(detail, { cause: rest.cause });
    this.errors = rest.errors ?? [];
    this.body = rest.body ?? {};
    this.retryAfterMs = rest.retryAfterMs ?? 0;
  }

  /** Whether the same request may succeed later. */
  get isPassing(): boolean {
    return PASSING.has(this.code) || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The problem in an answer; from a proxy's page, one made of its status. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const problem = isRecord(body) ? body : {};
  const refused = graphqlRefusal(problem['errors']);
  const code = typeof problem['code'] === 'string' ? problem['code'] : (refused?.code ?? `HTTP_${response.status}`);
  const detail = typeof problem['detail'] === 'string' ? problem['detail'] : (refused?.message ?? response.statusText);
  const errors = Array.isArray(problem['errors']) ? problem['errors'].filter(isProblemItem) : [];
  return new ApiProblem(code, response.status, detail, { errors, body: problem, retryAfterMs: retryAfterMs(response) });
}

/** Whether a body says no whatever its status: GraphQL answers 200 to an operation that failed while it ran. */
export const isRefused = (body: unknown): boolean => isRecord(body) && graphqlRefusal(body['errors']) !== undefined;

/** A GraphQL operation that failed, before it ran (400) or while it did (200), is answered with GraphQL's own errors. */
function graphqlRefusal(errors: unknown): { readonly message: string; readonly code: string } | undefined {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!isRecord(first) || typeof first['message'] !== 'string') return undefined;
  const extensions = isRecord(first['extensions']) ? first['extensions'] : {};
  return { message: first['message'], code: typeof extensions['code'] === 'string' ? extensions['code'] : 'GRAPHQL' };
}

const isProblemItem = (item: unknown): item is ProblemItem =>
  isRecord(item) && ['pointer', 'code', 'detail'].every((member) => typeof item[member] === 'string');

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined;
}
