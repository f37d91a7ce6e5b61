import { FloatColumnResolver, StepColumnResolver } from './columns.resolver.js';
import { CompareResolver } from './compare.resolver.js';
import { QueryResolver } from './query.resolver.js';
import { RunEventsResolver } from './run-events.resolver.js';
import { ForkResolver } from './fork.resolver.js';
import { RunResolver } from './run.resolver.js';
import { RunsResolver } from './runs.resolver.js';
import { AxisResolver, LineResolver, SeriesResolver } from './series.resolver.js';
import { AssertionResolver, RecipeResolver, StudyResolver } from './study.resolver.js';

/** One per type that has more than its model's own members. */
export const RESOLVERS = [
  QueryResolver,
  RunsResolver,
  RunResolver,
  ForkResolver,
  RunEventsResolver,
  SeriesResolver,
  AxisResolver,
  LineResolver,
  FloatColumnResolver,
  StepColumnResolver,
  StudyResolver,
  AssertionResolver,
  RecipeResolver,
  CompareResolver,
] as const;
