export * from './wire-ids.js';
export type { Brand } from './brand.js';
export { type Dtype, DTYPE_BYTES, DTYPES } from './dtype.js';
export { type Problem, type ProblemCode, type ProblemItem, PROBLEMS } from './error-codes.js';
export { parseColumnarJson } from './columnar-json.js';
export type { DecodedFrame, Frame, ScalarGroup, VectorGroup } from './frame.js';
export { decodeFrame } from './frame-decode.js';
export { encodeFrame } from './frame-encode.js';
export { bf16FromF32Bits, f16FromF32Bits, f32BitsFromBf16, f32BitsFromF16 } from './half-float.js';
export { FrameRowGroups, type RowGroup } from './frame-row-groups.js';
export { LIMITS } from './limits.js';
export type { NamedBatch, NamedGroup, NamedVector, ParsedBatch } from './named-batch.js';
export { parseNdjson } from './ndjson.js';
export * from './rest-metrics.js';
export * from './rest-projects.js';
export * from './rest-runs.js';
export * from './rest-series.js';
export * from './rest-workers.js';
export { Cause, CAUSE_CODES, type CauseCode, ENDED, NEXT_STATUS, RUN_STATUSES, RunStatus } from './run-status.js';
export type { Assertion, AxisVector, Bound, StudyResults, StudyRole, StudyRun } from './study-types.js';
export { text } from './text.js';
export {
  fromWireInteger,
  fromWireNumber,
  toWireInteger,
  toWireNumber,
  WireInteger,
  WireNumber,
} from './wire-number.js';
