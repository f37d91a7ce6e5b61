import type { RunId, RunStatus, StudyId } from '@graticule/contracts';
import type { ConfigValue } from './config-leaves.js';
import type { RunRecord } from './run-record.js';

/** Which runs. Every field that is given must hold. */
export interface RunFilter {
  readonly and?: readonly RunFilter[];
  readonly or?: readonly RunFilter[];
  readonly not?: RunFilter;
  readonly status?: readonly RunStatus[];
  readonly tag?: string;
  /** The name contains this text, in any case. */
  readonly name?: string;
  readonly recipe?: string;
  readonly study?: StudyId;
  readonly createdAt?: TimeRange;
  readonly metric?: MetricCondition;
  readonly config?: ConfigCondition;
}

interface TimeRange {
  /** At or after. */
  readonly from?: Date;
  /** Before. */
  readonly to?: Date;
}

interface Bounds {
  readonly lt?: number;
  readonly lte?: number;
  readonly gt?: number;
  readonly gte?: number;
}

/** What is known of the folded points of a series. */
export type MetricStat = 'FIRST' | 'LAST' | 'MIN' | 'MAX' | 'MEAN' | 'COUNT' | 'NON_FINITE';

export interface MetricOfRun {
  readonly name: string;
  /** Default LAST. */
  readonly stat?: MetricStat;
}

/**
 * A number known of a metric. Without a comparison: something was logged under the name. A run without the number never
 * holds. NaN is equal to NaN and neither below nor above anything.
 */
export interface MetricCondition extends MetricOfRun, Bounds {
  readonly eq?: number;
  readonly ne?: number;
}

/** A value of the configuration. Without a comparison: it has one. A run without a value holds for `exists: false` alone. */
export interface ConfigCondition extends Bounds {
  readonly path: string;
  readonly eq?: ConfigValue;
  readonly ne?: ConfigValue;
  readonly in?: readonly ConfigValue[];
  readonly exists?: boolean;
  /** A text that contains this, in any case. */
  readonly matches?: string;
}

export type RunField = 'CREATED' | 'STARTED' | 'ENDED' | 'NAME' | 'STATUS';

/**
 * One term of an order. A status counts by its place in a run's life. Of a metric, NaN follows every number and what was
 * never logged follows NaN; of a configuration, numbers come before texts and texts before flags. What a run does not have
 * comes last in both directions.
 */
export interface RunOrder {
  readonly by: { readonly field: RunField } | { readonly metric: MetricOfRun } | { readonly config: string };
  readonly direction: 'ASC' | 'DESC';
}

/** A page of a project's runs. */
export interface RunQuery {
  readonly filter?: RunFilter;
  /** The first term decides, the next one where it is equal; the newest run first where all are. */
  readonly order?: readonly RunOrder[];
  /** At most 200. */
  readonly first: number;
  /** A place of a page before, with the same filter and order. */
  readonly after?: RunPlace;
}

/**
 * Where a run stands in an order: the values it is ordered by as they were when the page was read. So the next page goes on
 * there whatever was submitted, measured or renamed meanwhile.
 */
export interface RunPlace {
  readonly run: RunId;
  /** A number that JSON cannot hold is a string. */
  readonly keys: readonly (number | string)[];
}

export interface RunPage {
  readonly runs: readonly ListedRun[];
  readonly hasNextPage: boolean;
}

export interface ListedRun {
  readonly run: RunRecord;
  readonly place: RunPlace;
  /** Up to when the measurements that filter and order ask about are folded; null when they ask about none of this run. */
  readonly asOf: Date | null;
}
