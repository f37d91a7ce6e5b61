import { ApiProblem } from './api-problem.js';
import { BACK_OFF, type BackOff } from './back-off.js';
import { HttpTransport } from './http-transport.js';
import { trusted } from './wire-answer.js';

export interface ClientOptions {
  /** Where the service answers, for example http://127.0.0.1:4600. */
  readonly url: string;
  /** An API key, or the token of an attempt. */
  readonly token: string;
  readonly fetch?: typeof fetch;
  /** Told of what a person should know. Default: standard error. */
  readonly log?: (message: string) => void;
  readonly backOff?: BackOff;
  /** How long one try of a request may take. Default 30 s. */
  readonly timeoutMs?: number;
}

export interface RequestOptions {
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** How long connection failures, 429 and 5xx are tried again. Default 60 s. */
  readonly retryForMs?: number;
}

const API = '/api/v1';

/** Speaks to one Graticule service. Throws ApiProblem and nothing else. */
export class GraticuleClient {
  readonly #transport: HttpTransport;
  readonly log: (message: string) => void;

  constructor(options: ClientOptions) {
    this.log = options.log ?? ((message) => void process.stderr.write(`graticule: ${message}\n`));
    this.#transport = new HttpTransport({
      url: options.url,
      token: options.token,
      fetch: options.fetch ?? fetch,
      backOff: options.backOff ?? BACK_OFF,
      timeoutMs: options.timeoutMs ?? 30_000,
      log: this.log,
    });
  }

  /**
   * One REST call; `path` continues /api/v1. Every POST carries an Idempotency-Key, so that a try whose answer was lost
   * is not done twice.
   */
  async json<T>(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    const answer = await this.#transport.send({
      method,
      path: `${API}${path}`,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      idempotencyKey: options.idempotencyKey ?? (method === 'POST' ? crypto.randomUUID() : undefined),
      signal: options.signal,
      retryForMs: options.retryForMs ?? 60_000,
    });
    return trusted<T>(answer);
  }

  /** Sends bytes until they are taken or refused, however long that takes, or until the signal fires. */
  async bytes(path: string, bytes: Uint8Array, contentType: string, signal: AbortSignal): Promise<unknown> {
    const request = { method: 'POST', path: `${API}${path}`, body: bytes, contentType, signal };
    return this.#transport.send({ ...request, retryForMs: Infinity, background: true });
  }

  /** One GraphQL operation: its data, or the first error as ApiProblem. */
  async graphql<T>(query: string, variables: object = {}): Promise<T> {
    const body = JSON.stringify({ query, variables });
    const sent = await this.#transport.send({ method: 'POST', path: '/graphql', body, retryForMs: 60_000 });
    const { data } = trusted<{ readonly data?: T | null }>(sent);
    if (data === undefined || data === null) throw new ApiProblem('UNREADABLE_ANSWER', 200, 'an answer without data');
    return data;
  }
}
