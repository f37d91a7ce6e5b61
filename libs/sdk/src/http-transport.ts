import { ApiProblem, isRefused, problemOf } from './api-problem.js';
import { type BackOff, pause, pauseMs } from './back-off.js';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: Uint8Array | string;
  readonly contentType?: string;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How long passing failures (connection, 408, 429, 5xx) are tried again. */
  readonly retryForMs: number;
  /** Nobody awaits it: its pauses do not keep the process alive. */
  readonly background?: true;
}

export interface TransportOptions {
  readonly url: string;
  readonly token: string;
  readonly fetch: typeof fetch;
  readonly backOff: BackOff;
  /** How long one try may take. */
  readonly timeoutMs: number;
  readonly log: (message: string) => void;
}

/** After so many tries in a row somebody should know. */
const WORTH_TELLING = 2;

/** HTTP with patience: sends the same bytes again until the API answers, gives a lasting refusal, or time is up. */
export class HttpTransport {
  constructor(private readonly options: TransportOptions) {}

  /** The JSON of the answer (undefined if it has none). Throws ApiProblem and nothing else. */
  async send(request: ApiRequest): Promise<unknown> {
    const start = performance.now();
    for (let tries = 0; ; tries += 1) {
      const answer = await this.#try(request);
      if (!(answer instanceof ApiProblem)) return answer.body;
      const waitMs = Math.max(answer.retryAfterMs, pauseMs(tries, this.options.backOff));
      if (!answer.isPassing || performance.now() - start + waitMs > request.retryForMs) throw answer;
      if (tries === WORTH_TELLING) this.options.log(`${answer.message}; trying on`);
      await pause(waitMs, request.signal, request);
    }
  }

  async #try(request: ApiRequest): Promise<{ body: unknown } | ApiProblem> {
    if (request.signal?.aborted) return new ApiProblem('ABORTED', 0, 'given up by the caller');
    const timeout = AbortSignal.timeout(this.options.timeoutMs);
    const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
    try {
      const response = await this.options.fetch(new URL(request.path, this.options.url), {
        method: request.method,
        headers: this.#headers(request),
        body: request.body ?? null,
        signal,
      });
      const text = await response.text();
      const body = parsed(text);
      if (!response.ok || isRefused(body)) return problemOf(response, body);
      return text !== '' && body === undefined
        ? new ApiProblem('UNREADABLE_ANSWER', response.status, `no JSON: ${text.slice(0, 200)}`)
        : { body };
    } catch (error) {
      if (request.signal?.aborted) return new ApiProblem('ABORTED', 0, 'given up by the caller', { cause: error });
      const why = error instanceof Error ? causeText(error) : String(error);
      return new ApiProblem('UNREACHABLE', 0, `${this.options.url} cannot be reached: ${why}`, { cause: error });
    }
  }

  #headers({ body, contentType = 'application/json', idempotencyKey }: ApiRequest): Record<string, string> {
    return {
      authorization: `Bearer ${this.options.token}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': contentType }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    };
  }
}

/** fetch says only "fetch failed"; its cause says why. */
const causeText = (error: Error): string => (error.cause instanceof Error ? error.cause.message : error.message);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
