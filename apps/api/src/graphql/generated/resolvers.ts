import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ProjectRecord as ProjectModel, RunRecord as RunModel, ForkOrigin as ForkModel, AttemptRecord as AttemptModel, TransitionRecord as TransitionModel, RunEvent as RunEventModel, StudyRecord as StudyModel, WorkerRecord as WorkerModel } from '@graticule/runs';
import type { VerdictModel, SeriesModel, SummaryModel, FloatColumnModel, StepColumnModel } from '../models.js';
import type { Assertion as AssertionModel } from '@graticule/contracts';
import type { Recipe as RecipeModel } from '@graticule/recipes';
import type { Metric as MetricModel, AxisVersion as AxisModel, Slice as SliceModel, Line as LineModel } from '@graticule/metrics';
import type { ComparisonResult as ComparisonModel, ComparisonGroup as ComparisonGroupModel } from '@graticule/comparison';
import type { KeyPrincipal as ViewerModel } from '@graticule/access';
import type { GraphqlContext } from '../context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant: ISO 8601 in UTC, with milliseconds. */
  DateTime: { input: Date; output: Date; }
  /** An IEEE 754 double. A finite number is a JSON number; `NaN`, `Infinity`, `-Infinity` and `-0` are strings, so that all survive JSON. */
  Float64: { input: number; output: number; }
  /** A 64-bit integer, as a decimal string. */
  Int64: { input: bigint; output: bigint; }
  /** Free-form JSON. Used for configurations only. */
  JSON: { input: unknown; output: unknown; }
};

/** A named check with its value and its bound. */
export type Assertion = {
  /** What the value is held to, such as `≥ 2`; null for an observation. */
  readonly bound?: Maybe<Scalars['String']['output']>;
  /** States the effect: with the same bound it must fail on the control. */
  readonly effect: Scalars['Boolean']['output'];
  /** The runs it was computed from. */
  readonly evidence: ReadonlyArray<Scalars['ID']['output']>;
  /** What it says. */
  readonly name: Scalars['String']['output'];
  /** A remark. */
  readonly note?: Maybe<Scalars['String']['output']>;
  /** Whether it holds; null for an observation. */
  readonly pass?: Maybe<Scalars['Boolean']['output']>;
  /** The value. */
  readonly value: Scalars['Float64']['output'];
};

/** One try at executing a run. */
export type Attempt = {
  /** When it ended. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** 1 for the first; that of a fork follows the attempts of the run it was made from. */
  readonly number: Scalars['Int']['output'];
  /** The step it resumed from; earlier attempts' points from there on are hidden. Null: it hides nothing. */
  readonly startStep?: Maybe<Scalars['Int64']['output']>;
  /** When it started. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The worker that has it, or had it. */
  readonly workerId?: Maybe<Scalars['ID']['output']>;
};

/** A version of an axis: named elements with attributes. Immutable. */
export type Axis = {
  /** The attributes of its elements. */
  readonly attributes: ReadonlyArray<Scalars['String']['output']>;
  /** The attributes whose groups are kept ready. */
  readonly groupings: ReadonlyArray<Scalars['String']['output']>;
  /** The id of this version inside frames. */
  readonly id: Scalars['Int']['output'];
  /** The keys of some elements by index, at most 10000 at once. */
  readonly keys: ReadonlyArray<Scalars['String']['output']>;
  /** The axis. */
  readonly name: Scalars['String']['output'];
  /** How many elements it has. */
  readonly size: Scalars['Int']['output'];
  /** 1 for the first. */
  readonly version: Scalars['Int']['output'];
};


/** A version of an axis: named elements with attributes. Immutable. */
export type AxisKeysArgs = {
  range: IndexRange;
};

/** An element of an axis. */
export type AxisElement = {
  /** Its index, from 0. */
  readonly index: Scalars['Int']['output'];
  /** Its key. */
  readonly key: Scalars['String']['output'];
};

/** How an axis is read: which elements, and what is done along it. */
export type AxisReading = {
  /** A grouping or an attribute of the axis; one line per group. Elements without a value of it are in none. */
  readonly groupBy?: InputMaybe<Scalars['String']['input']>;
  /** QUANTILES only: which. */
  readonly quantiles?: InputMaybe<ReadonlyArray<Scalars['Float64']['input']>>;
  /** What is done along the axis. */
  readonly reduce?: InputMaybe<AxisReduction>;
  /** Which elements. Default: all, allowed only with a reduction. */
  readonly select?: InputMaybe<AxisSelect>;
  /** An attribute of the axis, or a metric on the same axis (such as `token/count`), to weigh a MEAN with. */
  readonly weights?: InputMaybe<Scalars['String']['input']>;
};

/** A reduction along an axis, skipping NaN. */
export type AxisReduction =
  /** How many are present and not NaN. */
  | 'COUNT'
  /** The largest. */
  | 'MAX'
  /** The mean, weighted when `weights` are given. */
  | 'MEAN'
  /** The smallest. */
  | 'MIN'
  /** One line per quantile. */
  | 'QUANTILES'
  /** The sample standard deviation. */
  | 'STD'
  /** The sum. */
  | 'SUM';

/** Elements of an axis. */
export type AxisSelect =
  /** By index, from 0. */
  { readonly indices: ReadonlyArray<Scalars['Int']['input']>; readonly keys?: never; readonly range?: never; readonly topK?: never; readonly where?: never; }
  |  /** By key. */
  { readonly indices?: never; readonly keys: ReadonlyArray<Scalars['String']['input']>; readonly range?: never; readonly topK?: never; readonly where?: never; }
  |  /** By a range of indices. */
  { readonly indices?: never; readonly keys?: never; readonly range: IndexRange; readonly topK?: never; readonly where?: never; }
  |  /** By the values themselves. */
  { readonly indices?: never; readonly keys?: never; readonly range?: never; readonly topK: TopK; readonly where?: never; }
  |  /** By an attribute. */
  { readonly indices?: never; readonly keys?: never; readonly range?: never; readonly topK?: never; readonly where: AxisWhere; };

/** Elements whose attribute satisfies a condition. Every condition that is given must hold. */
export type AxisWhere = {
  /** The attribute. */
  readonly attribute: Scalars['String']['input'];
  /** A numeric attribute: equal to. */
  readonly eq?: InputMaybe<Scalars['Float64']['input']>;
  /** A numeric attribute: more than. */
  readonly gt?: InputMaybe<Scalars['Float64']['input']>;
  /** A numeric attribute: at least. */
  readonly gte?: InputMaybe<Scalars['Float64']['input']>;
  /** A text attribute: it is one of these. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** A numeric attribute: less than. */
  readonly lt?: InputMaybe<Scalars['Float64']['input']>;
  /** A numeric attribute: at most. */
  readonly lte?: InputMaybe<Scalars['Float64']['input']>;
  /** A numeric attribute: not equal to; true for an unknown value. */
  readonly ne?: InputMaybe<Scalars['Float64']['input']>;
};

/** Why something has its status. */
export type Cause = {
  /** One of a closed list, such as USER_CANCELLED, TRAINER_THREW or WORKER_LOST. */
  readonly code: Scalars['String']['output'];
  /** A sentence. */
  readonly message: Scalars['String']['output'];
  /** The stack of what was thrown, when something was. */
  readonly stack?: Maybe<Scalars['String']['output']>;
};

/** What to compare. */
export type CompareInput = {
  /** One number per run. */
  readonly at: StepReduction;
  /** How to read the metric's axis; required when it has one. */
  readonly axis?: InputMaybe<AxisReading>;
  /** Paths of the configuration whose values make a group, such as `optimizer.weightDecay`; none: one group. */
  readonly groupBy?: ReadonlyArray<Scalars['String']['input']>;
  /** The metric's name. */
  readonly metric: Scalars['String']['input'];
  /** The runs; at most 1000. */
  readonly runs: RunSelection;
};

/** Groups of runs side by side. */
export type Comparison = {
  /** The groups, in the order of their keys. */
  readonly groups: ReadonlyArray<ComparisonGroup>;
  /** The runs whose numbers are in the groups. */
  readonly runsUsed: ReadonlyArray<Scalars['ID']['output']>;
  /** What a reader must know before trusting the numbers. */
  readonly warnings: ReadonlyArray<ComparisonWarning>;
};

/** Runs that share the values of the paths of `groupBy`. */
export type ComparisonGroup = {
  /** The values, by path. */
  readonly key: Scalars['JSON']['output'];
  /** One line for a scalar, else one per group, element or quantile of the axis. */
  readonly lines: ReadonlyArray<ComparisonLine>;
  /** Its runs. */
  readonly runs: ReadonlyArray<Run>;
};

/** One number over the runs of a group. Statistics skip NaN, and are null where too few values are left. */
export type ComparisonLine = {
  /** The element of the axis, when the line is of one. */
  readonly element?: Maybe<AxisElement>;
  /** The group of the axis, when the line is of one. */
  readonly group?: Maybe<Scalars['String']['output']>;
  /** The largest. */
  readonly max?: Maybe<Scalars['Float64']['output']>;
  /** Their mean. */
  readonly mean?: Maybe<Scalars['Float64']['output']>;
  /** The smallest. */
  readonly min?: Maybe<Scalars['Float64']['output']>;
  /** How many runs have a number here. */
  readonly n: Scalars['Int']['output'];
  /** The number of each run, NaN included. */
  readonly perRun: ReadonlyArray<RunValue>;
  /** The quantile along the axis, when the line is of one. */
  readonly quantile?: Maybe<Scalars['Float64']['output']>;
  /** Their sample standard deviation. */
  readonly standardDeviation?: Maybe<Scalars['Float64']['output']>;
};

/** Something that limits what a comparison says. */
export type ComparisonWarning = {
  /** METRIC_MISSING, RUN_UNFINISHED, NON_FINITE, UNEQUAL_LAST_STEP, PATH_MISSING or MIXED_ROLES. */
  readonly code: Scalars['String']['output'];
  /** A sentence. */
  readonly message: Scalars['String']['output'];
  /** The runs it is about. */
  readonly runs: ReadonlyArray<Scalars['ID']['output']>;
};

/**
 * A value of the configuration. Every comparison that is given must hold; without one, there is a value at the path. A run
 * without a value holds for `exists: false` alone.
 */
export type ConfigCondition = {
  /** Equal to this number, text, flag or null; of the same type. */
  readonly eq?: InputMaybe<Scalars['JSON']['input']>;
  /** Whether there is a value. */
  readonly exists?: InputMaybe<Scalars['Boolean']['input']>;
  /** A number more than. */
  readonly gt?: InputMaybe<Scalars['Float64']['input']>;
  /** A number of at least. */
  readonly gte?: InputMaybe<Scalars['Float64']['input']>;
  /** One of these numbers, texts, flags or nulls; at most 200. */
  readonly in?: InputMaybe<ReadonlyArray<InputMaybe<Scalars['JSON']['input']>>>;
  /** A number less than. */
  readonly lt?: InputMaybe<Scalars['Float64']['input']>;
  /** A number of at most. */
  readonly lte?: InputMaybe<Scalars['Float64']['input']>;
  /** A text that contains this, in any case. */
  readonly matches?: InputMaybe<Scalars['String']['input']>;
  /** Another value than this. */
  readonly ne?: InputMaybe<Scalars['JSON']['input']>;
  /** Where the value is, such as `optimizer.weightDecay`; an element of an array by its index. */
  readonly path: Scalars['String']['input'];
};

/** A column of doubles. */
export type FloatColumn = {
  /** As little-endian float64 in base64: bit for bit. */
  readonly base64: Scalars['String']['output'];
  /** As JSON numbers. */
  readonly values: ReadonlyArray<Scalars['Float64']['output']>;
};

/** A fork begins with what counted of a run below a step. It is a copy: neither run sees what the other logs later. */
export type Fork = {
  /** The run that it was made from. */
  readonly run: Run;
  /** The first step that is its own. */
  readonly step: Scalars['Int64']['output'];
};

/** A range of indices of an axis; `to` is not included. */
export type IndexRange = {
  /** The first index. */
  readonly from: Scalars['Int']['input'];
  /** One past the last index. */
  readonly to: Scalars['Int']['input'];
};

/** One column of values over the slice's steps: of a scalar, an element, or a group. */
export type Line = {
  /** ENVELOPE: how many numbers each bucket holds. RAW and LAST of an element: 1 where a value was logged, else 0. */
  readonly count?: Maybe<FloatColumn>;
  /** The element, when the line is of one. */
  readonly element?: Maybe<AxisElement>;
  /** The group, when the line is of one. */
  readonly group?: Maybe<Scalars['String']['output']>;
  /** ENVELOPE: the largest value of each bucket. */
  readonly max?: Maybe<FloatColumn>;
  /** ENVELOPE: the smallest value of each bucket. */
  readonly min?: Maybe<FloatColumn>;
  /** The quantile, when the line is of one. */
  readonly quantile?: Maybe<Scalars['Float64']['output']>;
  /** RAW and LAST: when each point was measured, in milliseconds since 1970. */
  readonly times?: Maybe<FloatColumn>;
  /** The values; in ENVELOPE the mean of each bucket. */
  readonly values: FloatColumn;
};

/** A name in a project under which numbers are logged, with at most one axis besides step. */
export type Metric = {
  /** What it is. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** What was expected of its values when it was declared: `f32`, `f16`, `bf16` or `f64`. They are stored as they come. */
  readonly dtype: Scalars['String']['output'];
  /** Its id inside frames. */
  readonly id: Scalars['Int']['output'];
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** Its unit. */
  readonly unit?: Maybe<Scalars['String']['output']>;
};

/**
 * A number known of a metric. Every comparison that is given must hold; without one, something was logged under the name. A
 * run without the number never holds. NaN is equal to NaN, and neither below nor above anything.
 */
export type MetricCondition = {
  /** Equal to. */
  readonly eq?: InputMaybe<Scalars['Float64']['input']>;
  /** More than. */
  readonly gt?: InputMaybe<Scalars['Float64']['input']>;
  /** At least. */
  readonly gte?: InputMaybe<Scalars['Float64']['input']>;
  /** Less than. */
  readonly lt?: InputMaybe<Scalars['Float64']['input']>;
  /** At most. */
  readonly lte?: InputMaybe<Scalars['Float64']['input']>;
  /** The metric's name. */
  readonly name: Scalars['String']['input'];
  /** Not equal to. */
  readonly ne?: InputMaybe<Scalars['Float64']['input']>;
  /** Which number. */
  readonly stat?: MetricStat;
};

/** A number known of a metric. */
export type MetricOfRun = {
  /** The metric's name. */
  readonly name: Scalars['String']['input'];
  /** Which number. */
  readonly stat?: MetricStat;
};

/** What is known of the points of a series that are folded. A series with an axis has only the counts. */
export type MetricStat =
  /** How many points, or vectors. */
  | 'COUNT'
  /** The value at the first step. */
  | 'FIRST'
  /** The value at the last step. */
  | 'LAST'
  /** The largest value. */
  | 'MAX'
  /** The mean of the finite values. */
  | 'MEAN'
  /** The smallest value. */
  | 'MIN'
  /** How many values are NaN or infinite. */
  | 'NON_FINITE';

/** Which way an order goes. */
export type OrderDirection =
  /** The smallest, earliest or first one first. */
  | 'ASC'
  /** The largest, latest or last one first. */
  | 'DESC';

/** How to go on after this page. */
export type PageInfo = {
  /** Pass it as `after` to go on. Null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether something follows. */
  readonly hasNextPage: Scalars['Boolean']['output'];
};

/** A container of runs; owns the names of metrics and the axes. */
export type Project = {
  /** The project's id. */
  readonly id: Scalars['ID']['output'];
  /** Its name for people. */
  readonly name: Scalars['String']['output'];
  /** Its name in addresses. */
  readonly slug: Scalars['String']['output'];
};

/** Runs of one project. */
export type ProjectRuns = {
  /** Default: all. */
  readonly filter?: InputMaybe<RunFilter>;
  /** The project's id or its slug. */
  readonly project: Scalars['ID']['input'];
};

export type Query = {
  /** Groups of runs side by side: mean and spread of one metric per group of runs, and per group of its axis. */
  readonly compare: Comparison;
  /** A project of the caller's team by its slug; null when there is none. */
  readonly project?: Maybe<Project>;
  /** The training programs of this installation. */
  readonly recipes: ReadonlyArray<Recipe>;
  /** A run of the caller's team; null when there is none. */
  readonly run?: Maybe<Run>;
  /** The runs of a project. */
  readonly runs: RunConnection;
  /** A study of the caller's team; null when there is none. */
  readonly study?: Maybe<Study>;
  /** Who asks: the key's name and what it may do. */
  readonly viewer: Viewer;
  /** The workers of the caller's team, the last seen first. */
  readonly workers: ReadonlyArray<Worker>;
};


export type QueryCompareArgs = {
  input: CompareInput;
};


export type QueryProjectArgs = {
  slug: Scalars['String']['input'];
};


export type QueryRunArgs = {
  id: Scalars['ID']['input'];
};


export type QueryRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<RunFilter>;
  first: Scalars['Int']['input'];
  orderBy?: InputMaybe<ReadonlyArray<RunOrder>>;
  project: Scalars['ID']['input'];
};


export type QueryStudyArgs = {
  id: Scalars['ID']['input'];
};


export type QueryWorkersArgs = {
  first: Scalars['Int']['input'];
};

/** A training program with a checked configuration and a study. */
export type Recipe = {
  /** The JSON schema of its configuration. */
  readonly configSchema: Scalars['JSON']['output'];
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** What it trains. */
  readonly title: Scalars['String']['output'];
  /** It changes when the same configuration would give other numbers. */
  readonly version: Scalars['String']['output'];
};

/** One configuration on one seed, with its status and measurements. */
export type Run = {
  /** The series of the run in the order of their metrics' names. */
  readonly allSeries: SeriesConnection;
  /** Its tries, the first one first. */
  readonly attempts: ReadonlyArray<Attempt>;
  /** Why it has this status, when there is something to say. */
  readonly cause?: Maybe<Cause>;
  /** The configuration as submitted, completed by the recipe's defaults. */
  readonly config: Scalars['JSON']['output'];
  /** One value of the configuration by its path, such as `optimizer.weightDecay`; null when it has none. */
  readonly configValue?: Maybe<Scalars['JSON']['output']>;
  /** When it was submitted. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it ended. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where its first measurements came from; null for a run that began with nothing. */
  readonly forkOf?: Maybe<Fork>;
  /** The run's id: the same in REST, GraphQL, the SDK and the command line. */
  readonly id: Scalars['ID']['output'];
  /** When its worker or its SDK was last heard. */
  readonly lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its name for people. */
  readonly name: Scalars['String']['output'];
  /** Free text. */
  readonly notes?: Maybe<Scalars['String']['output']>;
  /** The project it belongs to. */
  readonly project: Project;
  /** The recipe it trains; null when it is logged from outside. */
  readonly recipe?: Maybe<RunRecipe>;
  /** Its part in the study. */
  readonly role?: Maybe<StudyRole>;
  /** Seed of data, initialisation and order. */
  readonly seed?: Maybe<Scalars['Int64']['output']>;
  /** One series by the name of its metric; null when nothing was logged under it. */
  readonly series?: Maybe<Series>;
  /** When its first attempt started. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Its status now. */
  readonly status: RunStatus;
  /** The study it was planned by. */
  readonly study?: Maybe<Study>;
  /** Summaries by the names of metrics, in that order; null where nothing was logged. At most 200 names. */
  readonly summary: ReadonlyArray<Maybe<SeriesSummary>>;
  /** Labels. */
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** Every change of status, the first one first. Append-only. */
  readonly transitions: ReadonlyArray<Transition>;
};


/** One configuration on one seed, with its status and measurements. */
export type RunAllSeriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['Int']['input'];
};


/** One configuration on one seed, with its status and measurements. */
export type RunConfigValueArgs = {
  path: Scalars['String']['input'];
};


/** One configuration on one seed, with its status and measurements. */
export type RunSeriesArgs = {
  metric: Scalars['String']['input'];
};


/** One configuration on one seed, with its status and measurements. */
export type RunSummaryArgs = {
  metrics: ReadonlyArray<Scalars['String']['input']>;
};

/** One page of runs. */
export type RunConnection = {
  /** The runs with the cursor of each. */
  readonly edges: ReadonlyArray<RunEdge>;
  /** The runs. */
  readonly nodes: ReadonlyArray<Run>;
  /** How to go on. */
  readonly pageInfo: PageInfo;
};

/** A run and its place in the list. */
export type RunEdge = {
  /** Up to when the measurements that filter and order ask about are counted; null when they ask about none of this run. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** The place, to pass as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The run. */
  readonly node: Run;
};

/** A numbered change of a run's status. */
export type RunEvent = {
  /** Who did it. */
  readonly actor: Scalars['String']['output'];
  /** When, by the database's clock. */
  readonly at: Scalars['DateTime']['output'];
  /** Why. */
  readonly cause?: Maybe<Cause>;
  /** What the run was before; null for its creation. */
  readonly from?: Maybe<RunStatus>;
  /** The number by the project's counter; pass it as `after` to resume. */
  readonly number: Scalars['Int64']['output'];
  /** The run as it is now. */
  readonly run?: Maybe<Run>;
  /** What it became. */
  readonly to: RunStatus;
};

/** What every run has, or will have. */
export type RunField =
  /** When it was submitted. */
  | 'CREATED'
  /** When it ended. */
  | 'ENDED'
  /** Its name, by code points. */
  | 'NAME'
  /** When its first attempt started. */
  | 'STARTED'
  /** Its status, in the order of a run's life: QUEUED, RUNNING, STALLED, FINISHED, FAILED, LOST, CANCELLED. */
  | 'STATUS';

/** Which runs. Every field that is given must hold. At most 100 parts, `and`, `or` and `not` included. */
export type RunFilter = {
  /** All of these hold. */
  readonly and?: InputMaybe<ReadonlyArray<RunFilter>>;
  /** A value of the configuration. */
  readonly config?: InputMaybe<ConfigCondition>;
  /** When it was submitted. */
  readonly createdAt?: InputMaybe<TimeRange>;
  /** A number known of a metric. */
  readonly metric?: InputMaybe<MetricCondition>;
  /** The name contains this text, in any case. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** This does not hold. */
  readonly not?: InputMaybe<RunFilter>;
  /** At least one of these holds. */
  readonly or?: InputMaybe<ReadonlyArray<RunFilter>>;
  /** It trains this recipe. */
  readonly recipe?: InputMaybe<Scalars['String']['input']>;
  /** The status is one of these. */
  readonly status?: InputMaybe<ReadonlyArray<RunStatus>>;
  /** It belongs to this study. */
  readonly study?: InputMaybe<Scalars['ID']['input']>;
  /** It has this tag. */
  readonly tag?: InputMaybe<Scalars['String']['input']>;
};

/** One term of an order of runs. What a run does not have comes last in both directions, and NaN before it. */
export type RunOrder = {
  /** What counts. */
  readonly by: RunOrderBy;
  /** Which way. */
  readonly direction?: OrderDirection;
};

/** What runs are ordered by. */
export type RunOrderBy =
  /** A value of the configuration by its path: numbers before texts, texts (by their first 200 characters) before flags. */
  { readonly config: Scalars['String']['input']; readonly field?: never; readonly metric?: never; }
  |  /** Something that every run has. */
  { readonly config?: never; readonly field: RunField; readonly metric?: never; }
  |  /** A number known of a metric. */
  { readonly config?: never; readonly field?: never; readonly metric: MetricOfRun; };

/** The recipe of a run as it was resolved. */
export type RunRecipe = {
  /** The recipe's name. */
  readonly name: Scalars['String']['output'];
  /** The version the run was submitted with. */
  readonly version: Scalars['String']['output'];
};

/** Which runs to compare. */
export type RunSelection =
  /** By id. */
  { readonly ids: ReadonlyArray<Scalars['ID']['input']>; readonly study?: never; readonly where?: never; }
  |  /** The runs of a study. */
  { readonly ids?: never; readonly study: Scalars['ID']['input']; readonly where?: never; }
  |  /** Every run of a project that a filter admits. */
  { readonly ids?: never; readonly study?: never; readonly where: ProjectRuns; };

/** The state of a run. A user's fault (FAILED) and the house's (LOST) never share a word. */
export type RunStatus =
  /** Somebody stopped it. */
  | 'CANCELLED'
  /** Ended by the training's fault. */
  | 'FAILED'
  /** Ended as it should. */
  | 'FINISHED'
  /** Its worker vanished. */
  | 'LOST'
  /** Waits for a worker. */
  | 'QUEUED'
  /** Trains, or is logged from outside. */
  | 'RUNNING'
  /** Its heartbeat is late. */
  | 'STALLED';

/** The number of one run. */
export type RunValue = {
  /** The run. */
  readonly run: Scalars['ID']['output'];
  /** Its number. */
  readonly value: Scalars['Float64']['output'];
};

/** One numeric series of a run. */
export type Series = {
  /** The axis besides step; null for a scalar. */
  readonly axis?: Maybe<Axis>;
  /** Run and metric. */
  readonly id: Scalars['ID']['output'];
  /** What is measured. */
  readonly metric: Metric;
  /** Columns of the series, reduced to `maxPoints` per line or raw. */
  readonly slice: Slice;
  /** What is known of all its points. */
  readonly summary: SeriesSummary;
};


/** One numeric series of a run. */
export type SeriesSliceArgs = {
  input: SliceInput;
};

/** One page of series. */
export type SeriesConnection = {
  /** The series. */
  readonly nodes: ReadonlyArray<Series>;
  /** How to go on. */
  readonly pageInfo: PageInfo;
};

/** What is known of all points of a series. The numbers of a series with an axis are over vectors: only counts and steps. */
export type SeriesSummary = {
  /** How many points, or vectors. */
  readonly count: Scalars['Int64']['output'];
  /** The value at the first step. */
  readonly first?: Maybe<Scalars['Float64']['output']>;
  /** The first step with such a value. */
  readonly firstNonFiniteStep?: Maybe<Scalars['Int64']['output']>;
  /** The first step. */
  readonly firstStep?: Maybe<Scalars['Int64']['output']>;
  /** The value at the last step. */
  readonly last?: Maybe<Scalars['Float64']['output']>;
  /** The last step. */
  readonly lastStep?: Maybe<Scalars['Int64']['output']>;
  /** The largest value. */
  readonly max?: Maybe<Scalars['Float64']['output']>;
  /** Where it is. */
  readonly maxStep?: Maybe<Scalars['Int64']['output']>;
  /** The mean of the finite values. */
  readonly mean?: Maybe<Scalars['Float64']['output']>;
  /** The metric's name. */
  readonly metric: Scalars['String']['output'];
  /** The smallest value. */
  readonly min?: Maybe<Scalars['Float64']['output']>;
  /** Where it is. */
  readonly minStep?: Maybe<Scalars['Int64']['output']>;
  /** How many of them are NaN or infinite; of a series with an axis, how many of its logged cells. */
  readonly nonFinite: Scalars['Int64']['output'];
};

/** The answer to a read: columns, their resolution, and whether they are exact. */
export type Slice = {
  /** Whether every number is the whole truth now. */
  readonly exact: Scalars['Boolean']['output'];
  /** One line for a scalar, else one per element, group or quantile. */
  readonly lines: ReadonlyArray<Line>;
  /** With `history`: the `skip` to go on with from `nextStep`. A step may have been written more often than a page is long. */
  readonly nextSkip: Scalars['Int']['output'];
  /** RAW: where to go on; null at the end. */
  readonly nextStep?: Maybe<Scalars['Int64']['output']>;
  /** How many points or packed entries were read. */
  readonly pointsRead: Scalars['Int64']['output'];
  /** How many points the range holds. */
  readonly pointsTotal: Scalars['Int64']['output'];
  /** Steps per bucket; 0 for raw. */
  readonly resolution: Scalars['Float64']['output'];
  /** The steps of all lines; in ENVELOPE the first of each bucket. */
  readonly steps: StepColumn;
};

/** What to read of a series. */
export type SliceInput = {
  /** Required for a series with an axis, refused for a scalar. */
  readonly axis?: InputMaybe<AxisReading>;
  /** RAW only: superseded points too, by step, and within a step in the order in which they were written. */
  readonly history?: Scalars['Boolean']['input'];
  /** Per line; at most 100000. */
  readonly maxPoints?: Scalars['Int']['input'];
  /** How steps are chosen. */
  readonly mode?: SliceMode;
  /** With `history`: how many of the first points of the range to leave out, the `nextSkip` of the page before. */
  readonly skip?: Scalars['Int']['input'];
  /** Default: all. */
  readonly steps?: InputMaybe<StepRange>;
};

/** How the steps of a slice are chosen. */
export type SliceMode =
  /** Mean, min, max and count per bucket of steps. */
  | 'ENVELOPE'
  /** The last step. */
  | 'LAST'
  /** The first `maxPoints` points in order, then `nextStep`; never thinned. */
  | 'RAW';

/** A column of steps. */
export type StepColumn = {
  /** As little-endian int64 in base64. */
  readonly base64: Scalars['String']['output'];
  /** As decimal strings. */
  readonly values: ReadonlyArray<Scalars['Int64']['output']>;
};

/** A range of steps, both ends included. */
export type StepRange = {
  /** Default: the first step. */
  readonly from?: InputMaybe<Scalars['Int64']['input']>;
  /** Default: the last step. */
  readonly to?: InputMaybe<Scalars['Int64']['input']>;
};

/** What to read of each run: one number per line. The window `{}` is all steps. */
export type StepReduction =
  /** The value at one step. */
  { readonly atStep: Scalars['Int64']['input']; readonly first?: never; readonly last?: never; readonly max?: never; readonly mean?: never; readonly min?: never; }
  |  /** True: the value at the first step. */
  { readonly atStep?: never; readonly first: Scalars['Boolean']['input']; readonly last?: never; readonly max?: never; readonly mean?: never; readonly min?: never; }
  |  /** True: the value at the last step. */
  { readonly atStep?: never; readonly first?: never; readonly last: Scalars['Boolean']['input']; readonly max?: never; readonly mean?: never; readonly min?: never; }
  |  /** The largest value within the window. */
  { readonly atStep?: never; readonly first?: never; readonly last?: never; readonly max: StepRange; readonly mean?: never; readonly min?: never; }
  |  /** The mean over the window. */
  { readonly atStep?: never; readonly first?: never; readonly last?: never; readonly max?: never; readonly mean: StepRange; readonly min?: never; }
  |  /** The smallest value within the window. */
  { readonly atStep?: never; readonly first?: never; readonly last?: never; readonly max?: never; readonly mean?: never; readonly min: StepRange; };

/** A set of runs that answers one question (settings × seeds) and ends in a verdict. */
export type Study = {
  /** When it was submitted. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When its verdict was reached. */
  readonly decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The study's id. */
  readonly id: Scalars['ID']['output'];
  /** The preset: `quick` or `paper`. */
  readonly preset: Scalars['String']['output'];
  /** The project of its runs. */
  readonly project: Project;
  /** What it asks. */
  readonly question: Scalars['String']['output'];
  /** The recipe. */
  readonly recipe: Scalars['String']['output'];
  /** Its runs, in the order in which they were planned. */
  readonly runs: ReadonlyArray<Run>;
  /** What came out; null until every run has ended. */
  readonly verdict?: Maybe<Verdict>;
};

/** The part of a run in its study. */
export type StudyRole =
  /** Should not show it. */
  | 'control'
  /** Should show the effect. */
  | 'treatment';

export type Subscription = {
  /**
   * Changes of status in a project, in the order of the project's counter, each exactly once. Resume with the last number
   * seen; without `after` the stream starts now.
   */
  readonly runEvents: RunEvent;
};


export type SubscriptionRunEventsArgs = {
  after?: InputMaybe<Scalars['Int64']['input']>;
  project: Scalars['ID']['input'];
};

/** A range of time. */
export type TimeRange = {
  /** At or after. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Before. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** The elements with the most extreme values. */
export type TopK = {
  /** The step at which to compare. */
  readonly atStep: Scalars['Int64']['input'];
  /** By what. */
  readonly by: TopKBy;
  /** How many. */
  readonly k: Scalars['Int']['input'];
  /** LARGEST_CHANGE only: the step to compare with. */
  readonly sinceStep?: InputMaybe<Scalars['Int64']['input']>;
};

/** What makes an element extreme. */
export type TopKBy =
  /** The largest value. */
  | 'LARGEST'
  /** The largest absolute change since `sinceStep`. */
  | 'LARGEST_CHANGE'
  /** The smallest value. */
  | 'SMALLEST';

/** One change of a run's status. */
export type Transition = {
  /** Who did it, such as `key:…`, `worker:…` or `reconciler`. */
  readonly actor: Scalars['String']['output'];
  /** When, by the database's clock. */
  readonly at: Scalars['DateTime']['output'];
  /** Why. */
  readonly cause?: Maybe<Cause>;
  /** What the run was before; null for its creation. */
  readonly from?: Maybe<RunStatus>;
  /** Its number by the project's counter. */
  readonly number: Scalars['Int64']['output'];
  /** What it became. */
  readonly to: RunStatus;
};

/** The assertions of a study and what became of them. */
export type Verdict = {
  /** The assertions. */
  readonly assertions: ReadonlyArray<Assertion>;
  /** Whether every assertion with a bound holds. */
  readonly passed: Scalars['Boolean']['output'];
};

/** The caller. */
export type Viewer = {
  /** Id of the API key. */
  readonly keyId: Scalars['ID']['output'];
  /** The projects of the caller's team, by slug. */
  readonly projects: ReadonlyArray<Project>;
  /** What the key may do. */
  readonly scopes: ReadonlyArray<Scalars['String']['output']>;
};

/** A process on a machine that takes jobs. */
export type Worker = {
  /** What it computes with. */
  readonly backend?: Maybe<Scalars['String']['output']>;
  /** Its machine. */
  readonly host: Scalars['String']['output'];
  /** The worker's id. */
  readonly id: Scalars['ID']['output'];
  /** When it was last heard. */
  readonly lastSeenAt: Scalars['DateTime']['output'];
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** The queue it takes from. */
  readonly queue: Scalars['String']['output'];
  /** How many jobs it takes at once. */
  readonly slots: Scalars['Int']['output'];
  /** Its version. */
  readonly version: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Assertion: ResolverTypeWrapper<AssertionModel>;
  Attempt: ResolverTypeWrapper<AttemptModel>;
  Axis: ResolverTypeWrapper<AxisModel>;
  AxisElement: ResolverTypeWrapper<AxisElement>;
  AxisReading: AxisReading;
  AxisReduction: AxisReduction;
  AxisSelect: AxisSelect;
  AxisWhere: AxisWhere;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Cause: ResolverTypeWrapper<Cause>;
  CompareInput: CompareInput;
  Comparison: ResolverTypeWrapper<ComparisonModel>;
  ComparisonGroup: ResolverTypeWrapper<ComparisonGroupModel>;
  ComparisonLine: ResolverTypeWrapper<ComparisonLine>;
  ComparisonWarning: ResolverTypeWrapper<ComparisonWarning>;
  ConfigCondition: ConfigCondition;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Float64: ResolverTypeWrapper<Scalars['Float64']['output']>;
  FloatColumn: ResolverTypeWrapper<FloatColumnModel>;
  Fork: ResolverTypeWrapper<ForkModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IndexRange: IndexRange;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Int64: ResolverTypeWrapper<Scalars['Int64']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Line: ResolverTypeWrapper<LineModel>;
  Metric: ResolverTypeWrapper<MetricModel>;
  MetricCondition: MetricCondition;
  MetricOfRun: MetricOfRun;
  MetricStat: MetricStat;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Project: ResolverTypeWrapper<ProjectModel>;
  ProjectRuns: ProjectRuns;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Recipe: ResolverTypeWrapper<RecipeModel>;
  Run: ResolverTypeWrapper<RunModel>;
  RunConnection: ResolverTypeWrapper<Omit<RunConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['RunEdge']>, nodes: ReadonlyArray<ResolversTypes['Run']> }>;
  RunEdge: ResolverTypeWrapper<Omit<RunEdge, 'node'> & { node: ResolversTypes['Run'] }>;
  RunEvent: ResolverTypeWrapper<RunEventModel>;
  RunField: RunField;
  RunFilter: RunFilter;
  RunOrder: RunOrder;
  RunOrderBy: RunOrderBy;
  RunRecipe: ResolverTypeWrapper<RunRecipe>;
  RunSelection: RunSelection;
  RunStatus: RunStatus;
  RunValue: ResolverTypeWrapper<RunValue>;
  Series: ResolverTypeWrapper<SeriesModel>;
  SeriesConnection: ResolverTypeWrapper<Omit<SeriesConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['Series']> }>;
  SeriesSummary: ResolverTypeWrapper<SummaryModel>;
  Slice: ResolverTypeWrapper<SliceModel>;
  SliceInput: SliceInput;
  SliceMode: SliceMode;
  StepColumn: ResolverTypeWrapper<StepColumnModel>;
  StepRange: StepRange;
  StepReduction: StepReduction;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Study: ResolverTypeWrapper<StudyModel>;
  StudyRole: StudyRole;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TimeRange: TimeRange;
  TopK: TopK;
  TopKBy: TopKBy;
  Transition: ResolverTypeWrapper<TransitionModel>;
  Verdict: ResolverTypeWrapper<VerdictModel>;
  Viewer: ResolverTypeWrapper<ViewerModel>;
  Worker: ResolverTypeWrapper<WorkerModel>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Assertion: AssertionModel;
  Attempt: AttemptModel;
  Axis: AxisModel;
  AxisElement: AxisElement;
  AxisReading: AxisReading;
  AxisSelect: AxisSelect;
  AxisWhere: AxisWhere;
  Boolean: Scalars['Boolean']['output'];
  Cause: Cause;
  CompareInput: CompareInput;
  Comparison: ComparisonModel;
  ComparisonGroup: ComparisonGroupModel;
  ComparisonLine: ComparisonLine;
  ComparisonWarning: ComparisonWarning;
  ConfigCondition: ConfigCondition;
  DateTime: Scalars['DateTime']['output'];
  Float64: Scalars['Float64']['output'];
  FloatColumn: FloatColumnModel;
  Fork: ForkModel;
  ID: Scalars['ID']['output'];
  IndexRange: IndexRange;
  Int: Scalars['Int']['output'];
  Int64: Scalars['Int64']['output'];
  JSON: Scalars['JSON']['output'];
  Line: LineModel;
  Metric: MetricModel;
  MetricCondition: MetricCondition;
  MetricOfRun: MetricOfRun;
  PageInfo: PageInfo;
  Project: ProjectModel;
  ProjectRuns: ProjectRuns;
  Query: Record<PropertyKey, never>;
  Recipe: RecipeModel;
  Run: RunModel;
  RunConnection: Omit<RunConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['RunEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Run']> };
  RunEdge: Omit<RunEdge, 'node'> & { node: ResolversParentTypes['Run'] };
  RunEvent: RunEventModel;
  RunFilter: RunFilter;
  RunOrder: RunOrder;
  RunOrderBy: RunOrderBy;
  RunRecipe: RunRecipe;
  RunSelection: RunSelection;
  RunValue: RunValue;
  Series: SeriesModel;
  SeriesConnection: Omit<SeriesConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['Series']> };
  SeriesSummary: SummaryModel;
  Slice: SliceModel;
  SliceInput: SliceInput;
  StepColumn: StepColumnModel;
  StepRange: StepRange;
  StepReduction: StepReduction;
  String: Scalars['String']['output'];
  Study: StudyModel;
  Subscription: Record<PropertyKey, never>;
  TimeRange: TimeRange;
  TopK: TopK;
  Transition: TransitionModel;
  Verdict: VerdictModel;
  Viewer: ViewerModel;
  Worker: WorkerModel;
};

export type AssertionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Assertion'] = ResolversParentTypes['Assertion']> = {
  bound: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  effect: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  evidence: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  note: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  pass: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  value: Resolver<ResolversTypes['Float64'], ParentType, ContextType>;
};

export type AttemptResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Attempt'] = ResolversParentTypes['Attempt']> = {
  endedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  number: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startStep: Resolver<Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  startedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  workerId: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type AxisResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Axis'] = ResolversParentTypes['Axis']> = {
  attributes: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  groupings: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  keys: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType, RequireFields<AxisKeysArgs, 'range'>>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AxisElementResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AxisElement'] = ResolversParentTypes['AxisElement']> = {
  index: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  key: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CauseResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Cause'] = ResolversParentTypes['Cause']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stack: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ComparisonResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Comparison'] = ResolversParentTypes['Comparison']> = {
  groups: Resolver<ReadonlyArray<ResolversTypes['ComparisonGroup']>, ParentType, ContextType>;
  runsUsed: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  warnings: Resolver<ReadonlyArray<ResolversTypes['ComparisonWarning']>, ParentType, ContextType>;
};

export type ComparisonGroupResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ComparisonGroup'] = ResolversParentTypes['ComparisonGroup']> = {
  key: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  lines: Resolver<ReadonlyArray<ResolversTypes['ComparisonLine']>, ParentType, ContextType>;
  runs: Resolver<ReadonlyArray<ResolversTypes['Run']>, ParentType, ContextType>;
};

export type ComparisonLineResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ComparisonLine'] = ResolversParentTypes['ComparisonLine']> = {
  element: Resolver<Maybe<ResolversTypes['AxisElement']>, ParentType, ContextType>;
  group: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  max: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  mean: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  min: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  n: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  perRun: Resolver<ReadonlyArray<ResolversTypes['RunValue']>, ParentType, ContextType>;
  quantile: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  standardDeviation: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
};

export type ComparisonWarningResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ComparisonWarning'] = ResolversParentTypes['ComparisonWarning']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  runs: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface Float64ScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Float64'], any> {
  name: 'Float64';
}

export type FloatColumnResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FloatColumn'] = ResolversParentTypes['FloatColumn']> = {
  base64: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values: Resolver<ReadonlyArray<ResolversTypes['Float64']>, ParentType, ContextType>;
};

export type ForkResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Fork'] = ResolversParentTypes['Fork']> = {
  run: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
  step: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
};

export interface Int64ScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Int64'], any> {
  name: 'Int64';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LineResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Line'] = ResolversParentTypes['Line']> = {
  count: Resolver<Maybe<ResolversTypes['FloatColumn']>, ParentType, ContextType>;
  element: Resolver<Maybe<ResolversTypes['AxisElement']>, ParentType, ContextType>;
  group: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  max: Resolver<Maybe<ResolversTypes['FloatColumn']>, ParentType, ContextType>;
  min: Resolver<Maybe<ResolversTypes['FloatColumn']>, ParentType, ContextType>;
  quantile: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  times: Resolver<Maybe<ResolversTypes['FloatColumn']>, ParentType, ContextType>;
  values: Resolver<ResolversTypes['FloatColumn'], ParentType, ContextType>;
};

export type MetricResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Metric'] = ResolversParentTypes['Metric']> = {
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dtype: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  slug: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  compare: Resolver<ResolversTypes['Comparison'], ParentType, ContextType, RequireFields<QueryCompareArgs, 'input'>>;
  project: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType, RequireFields<QueryProjectArgs, 'slug'>>;
  recipes: Resolver<ReadonlyArray<ResolversTypes['Recipe']>, ParentType, ContextType>;
  run: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType, RequireFields<QueryRunArgs, 'id'>>;
  runs: Resolver<ResolversTypes['RunConnection'], ParentType, ContextType, RequireFields<QueryRunsArgs, 'first' | 'project'>>;
  study: Resolver<Maybe<ResolversTypes['Study']>, ParentType, ContextType, RequireFields<QueryStudyArgs, 'id'>>;
  viewer: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  workers: Resolver<ReadonlyArray<ResolversTypes['Worker']>, ParentType, ContextType, RequireFields<QueryWorkersArgs, 'first'>>;
};

export type RecipeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Recipe'] = ResolversParentTypes['Recipe']> = {
  configSchema: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RunResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Run'] = ResolversParentTypes['Run']> = {
  allSeries: Resolver<ResolversTypes['SeriesConnection'], ParentType, ContextType, RequireFields<RunAllSeriesArgs, 'first'>>;
  attempts: Resolver<ReadonlyArray<ResolversTypes['Attempt']>, ParentType, ContextType>;
  cause: Resolver<Maybe<ResolversTypes['Cause']>, ParentType, ContextType>;
  config: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  configValue: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType, RequireFields<RunConfigValueArgs, 'path'>>;
  createdAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  endedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  forkOf: Resolver<Maybe<ResolversTypes['Fork']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastSeenAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notes: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  project: Resolver<ResolversTypes['Project'], ParentType, ContextType>;
  recipe: Resolver<Maybe<ResolversTypes['RunRecipe']>, ParentType, ContextType>;
  role: Resolver<Maybe<ResolversTypes['StudyRole']>, ParentType, ContextType>;
  seed: Resolver<Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  series: Resolver<Maybe<ResolversTypes['Series']>, ParentType, ContextType, RequireFields<RunSeriesArgs, 'metric'>>;
  startedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['RunStatus'], ParentType, ContextType>;
  study: Resolver<Maybe<ResolversTypes['Study']>, ParentType, ContextType>;
  summary: Resolver<ReadonlyArray<Maybe<ResolversTypes['SeriesSummary']>>, ParentType, ContextType, RequireFields<RunSummaryArgs, 'metrics'>>;
  tags: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  transitions: Resolver<ReadonlyArray<ResolversTypes['Transition']>, ParentType, ContextType>;
};

export type RunConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RunConnection'] = ResolversParentTypes['RunConnection']> = {
  edges: Resolver<ReadonlyArray<ResolversTypes['RunEdge']>, ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Run']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RunEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RunEdge'] = ResolversParentTypes['RunEdge']> = {
  asOf: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
};

export type RunEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RunEvent'] = ResolversParentTypes['RunEvent']> = {
  actor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cause: Resolver<Maybe<ResolversTypes['Cause']>, ParentType, ContextType>;
  from: Resolver<Maybe<ResolversTypes['RunStatus']>, ParentType, ContextType>;
  number: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  run: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType>;
  to: Resolver<ResolversTypes['RunStatus'], ParentType, ContextType>;
};

export type RunRecipeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RunRecipe'] = ResolversParentTypes['RunRecipe']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RunValueResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RunValue'] = ResolversParentTypes['RunValue']> = {
  run: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  value: Resolver<ResolversTypes['Float64'], ParentType, ContextType>;
};

export type SeriesResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Series'] = ResolversParentTypes['Series']> = {
  axis: Resolver<Maybe<ResolversTypes['Axis']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  metric: Resolver<ResolversTypes['Metric'], ParentType, ContextType>;
  slice: Resolver<ResolversTypes['Slice'], ParentType, ContextType, RequireFields<SeriesSliceArgs, 'input'>>;
  summary: Resolver<ResolversTypes['SeriesSummary'], ParentType, ContextType>;
};

export type SeriesConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SeriesConnection'] = ResolversParentTypes['SeriesConnection']> = {
  nodes: Resolver<ReadonlyArray<ResolversTypes['Series']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SeriesSummaryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SeriesSummary'] = ResolversParentTypes['SeriesSummary']> = {
  count: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  first: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  firstNonFiniteStep: Resolver<Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  firstStep: Resolver<Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  last: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  lastStep: Resolver<Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  max: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  maxStep: Resolver<Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  mean: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  metric: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  min: Resolver<Maybe<ResolversTypes['Float64']>, ParentType, ContextType>;
  minStep: Resolver<Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  nonFinite: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
};

export type SliceResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Slice'] = ResolversParentTypes['Slice']> = {
  exact: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lines: Resolver<ReadonlyArray<ResolversTypes['Line']>, ParentType, ContextType>;
  nextSkip: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nextStep: Resolver<Maybe<ResolversTypes['Int64']>, ParentType, ContextType>;
  pointsRead: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  pointsTotal: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  resolution: Resolver<ResolversTypes['Float64'], ParentType, ContextType>;
  steps: Resolver<ResolversTypes['StepColumn'], ParentType, ContextType>;
};

export type StepColumnResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['StepColumn'] = ResolversParentTypes['StepColumn']> = {
  base64: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values: Resolver<ReadonlyArray<ResolversTypes['Int64']>, ParentType, ContextType>;
};

export type StudyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Study'] = ResolversParentTypes['Study']> = {
  createdAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  decidedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  preset: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  project: Resolver<ResolversTypes['Project'], ParentType, ContextType>;
  question: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recipe: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  runs: Resolver<ReadonlyArray<ResolversTypes['Run']>, ParentType, ContextType>;
  verdict: Resolver<Maybe<ResolversTypes['Verdict']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  runEvents: SubscriptionResolver<ResolversTypes['RunEvent'], "runEvents", ParentType, ContextType, RequireFields<SubscriptionRunEventsArgs, 'project'>>;
};

export type TransitionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Transition'] = ResolversParentTypes['Transition']> = {
  actor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cause: Resolver<Maybe<ResolversTypes['Cause']>, ParentType, ContextType>;
  from: Resolver<Maybe<ResolversTypes['RunStatus']>, ParentType, ContextType>;
  number: Resolver<ResolversTypes['Int64'], ParentType, ContextType>;
  to: Resolver<ResolversTypes['RunStatus'], ParentType, ContextType>;
};

export type VerdictResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Verdict'] = ResolversParentTypes['Verdict']> = {
  assertions: Resolver<ReadonlyArray<ResolversTypes['Assertion']>, ParentType, ContextType>;
  passed: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  keyId: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  projects: Resolver<ReadonlyArray<ResolversTypes['Project']>, ParentType, ContextType>;
  scopes: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type WorkerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Worker'] = ResolversParentTypes['Worker']> = {
  backend: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  host: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastSeenAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  queue: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  slots: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphqlContext> = {
  Assertion: AssertionResolvers<ContextType>;
  Attempt: AttemptResolvers<ContextType>;
  Axis: AxisResolvers<ContextType>;
  AxisElement: AxisElementResolvers<ContextType>;
  Cause: CauseResolvers<ContextType>;
  Comparison: ComparisonResolvers<ContextType>;
  ComparisonGroup: ComparisonGroupResolvers<ContextType>;
  ComparisonLine: ComparisonLineResolvers<ContextType>;
  ComparisonWarning: ComparisonWarningResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  Float64: GraphQLScalarType;
  FloatColumn: FloatColumnResolvers<ContextType>;
  Fork: ForkResolvers<ContextType>;
  Int64: GraphQLScalarType;
  JSON: GraphQLScalarType;
  Line: LineResolvers<ContextType>;
  Metric: MetricResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Project: ProjectResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  Recipe: RecipeResolvers<ContextType>;
  Run: RunResolvers<ContextType>;
  RunConnection: RunConnectionResolvers<ContextType>;
  RunEdge: RunEdgeResolvers<ContextType>;
  RunEvent: RunEventResolvers<ContextType>;
  RunRecipe: RunRecipeResolvers<ContextType>;
  RunValue: RunValueResolvers<ContextType>;
  Series: SeriesResolvers<ContextType>;
  SeriesConnection: SeriesConnectionResolvers<ContextType>;
  SeriesSummary: SeriesSummaryResolvers<ContextType>;
  Slice: SliceResolvers<ContextType>;
  StepColumn: StepColumnResolvers<ContextType>;
  Study: StudyResolvers<ContextType>;
  Subscription: SubscriptionResolvers<ContextType>;
  Transition: TransitionResolvers<ContextType>;
  Verdict: VerdictResolvers<ContextType>;
  Viewer: ViewerResolvers<ContextType>;
  Worker: WorkerResolvers<ContextType>;
};

