export * from './wire-ids.js';
export type { Brand } from './brand.js';
export { type Dtype, DTYPE_BYTES, DTYPES } from './dtype.js';
export { type Problem, type ProblemCode, type ProblemItem, PROBLEMS } from './error-codes.js';
export { LIMITS } from './limits.js';
export * from './rest-metrics.js';
export * from './rest-runs.js';
export * from './rest-workers.js';
export { Cause, CAUSE_CODES, type CauseCode, ENDED, NEXT_STATUS, RUN_STATUSES, RunStatus } from './run-status.js';
export type { Assertion, AxisVector, Bound, StudyResults, StudyRole, StudyRun } from './study-types.js';
export {
  fromWireInteger,
  fromWireNumber,
  toWireInteger,
  toWireNumber,
  WireInteger,
  WireNumber,
} from './wire-number.js';
