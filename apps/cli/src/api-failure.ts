import { ApiProblem } from '@graticule/sdk';

/** Whether the same question may be answered later: no connection, or a service that is busy or starting. */
export const isTransient = (error: unknown): boolean => error instanceof ApiProblem && error.isPassing;
