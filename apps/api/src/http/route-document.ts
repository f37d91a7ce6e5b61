import type { ProblemCode } from '@graticule/contracts';
import type { z } from 'zod';

/** A body or an answer by media type: a contract's schema, or bytes. */
export type Content = Readonly<Record<string, z.ZodType | 'binary' | 'text'>>;

export interface Answer {
  readonly description: string;
  /** A schema stands for `application/json`. */
  readonly content?: z.ZodType | Content;
}

/** What a route takes and gives: OpenAPI is written from these, and a test compares them with the routes that exist. */
export interface RouteDocument {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With OpenAPI's braces: `/api/v1/runs/{id}`. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  /** `public`: no credential needed. */
  readonly permission: string;
  readonly idempotent?: 'by Idempotency-Key';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType | Content;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Beyond those that every route can answer with. */
  readonly problems?: readonly ProblemCode[];
}
