export type {
  ComparedRun,
  ComparisonGroup,
  ComparisonInput,
  ComparisonLine,
  ComparisonResult,
  ComparisonWarning,
  Incomparable,
  MetricNames,
  SeriesSource,
  StepReduction,
} from './compared.js';
export { Comparison } from './comparison.js';
export type { StudyRunRecord, StudySeries } from './measured-study.js';
export { type Settled, type StudyDocket, StudyJudge, type Verdicts } from './study-judge.js';
