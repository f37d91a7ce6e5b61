import type { RunId, RunStatus, StudyId } from '@graticule/contracts';
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
}

/** A page of a project's runs. Ids sort by creation, so a place in the list is an id. */
export interface RunQuery {
  readonly filter?: RunFilter;
  /** Default NEWEST. */
  readonly order?: 'NEWEST' | 'OLDEST';
  /** At most 200. */
  readonly first: number;
  /** The last run of the page before. */
  readonly after?: RunId;
}

export interface RunPage {
  readonly runs: readonly RunRecord[];
  readonly hasNextPage: boolean;
}
