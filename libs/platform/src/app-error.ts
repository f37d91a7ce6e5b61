import { PROBLEMS, type ProblemCode, type ProblemItem } from '@graticule/contracts';

interface Context {
  readonly errors?: readonly ProblemItem[];
  /** Members that the problem document carries beside the standard ones, for example the expected sequence. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number;
}

/** An outcome that no caller on the way can answer. The code decides the HTTP status and the GraphQL code. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly errors: readonly ProblemItem[];
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ProblemCode,
    detail: string,
    context: Context = {},
  ) {
    super(detail, { cause: context.cause });
    this.errors = context.errors ?? [];
    this.extensions = context.extensions ?? {};
    this.retryAfterSeconds = context.retryAfterSeconds;
  }

  get status(): number {
    return PROBLEMS[this.code][0];
  }
}
