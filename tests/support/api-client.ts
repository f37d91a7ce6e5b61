import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** An answer's JSON: what is in it is for the test to check. */
// oxlint-disable-next-line typescript/no-explicit-any -- see above
export type Json = any;

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface GraphqlAnswer {
  readonly data?: Record<string, never> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

/** Speaks to the service as any program would: HTTP with a key, GraphQL, and graphql-ws. */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly secret: string | undefined,
  ) {}

  async send<T = Record<string, unknown>>(method: string, path: string, options: SendOptions = {}): Promise<Answer<T>> {
    const { json, bytes, type = 'application/json', headers = {} } = options;
    const body = bytes ?? (json === undefined ? undefined : JSON.stringify(json));
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.secret === undefined ? {} : { authorization: `Bearer ${this.secret}` }),
        ...(body === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body as string }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }

  get<T = Record<string, unknown>>(path: string, headers: Record<string, string> = {}) {
    return this.send<T>('GET', path, { headers });
  }

  post<T = Record<string, unknown>>(path: string, json: unknown = {}, headers: Record<string, string> = {}) {
    return this.send<T>('POST', path, { json, headers });
  }

  /** Data of an operation that must not fail. */
  async read(query: string, variables: object = {}): Promise<Record<string, Json>> {
    const { data, errors } = await this.ask(query, variables);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data;
  }

  async ask(query: string, variables: object = {}, operationName?: string): Promise<GraphqlAnswer> {
    return (await this.post<GraphqlAnswer>('/graphql', { query, variables, operationName })).body;
  }

  subscribe(query: string, variables: Record<string, unknown> = {}) {
    const client = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      ...(this.secret === undefined ? {} : { connectionParams: { authorization: `Bearer ${this.secret}` } }),
    });
    return client.iterate<Record<string, Json>>({ query, variables });
  }
}

interface SendOptions {
  readonly json?: unknown;
  readonly bytes?: Uint8Array | string;
  readonly type?: string;
  readonly headers?: Record<string, string>;
}
