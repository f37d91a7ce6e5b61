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
export type { StudySeries } from './measured-study.js';
export { type Settled, type StudyDocket, StudyJudge, type StudyRunRecord, type Verdicts } from './study-judge.js';
