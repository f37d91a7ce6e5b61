import type { Tensor } from '@graticule/tensor';

/** What a trainer gets, and all it may touch: it gives back nothing but what it logged. */
export interface TrainingContext {
  /** As it was stored with the run; the trainer parses it again. */
  readonly config: unknown;
  readonly seeds: Seeds;
  readonly tensor: Tensor;
  readonly log: Log;
  readonly checkpoint: Checkpoint;
  /** Called after every step. */
  readonly progress: (step: number, steps: number) => void;
  /** Aborted when the run is cancelled or the worker drains; the trainer throws its reason within a step. */
  readonly signal: AbortSignal;
  /**
   * Reads a text of this worker by the name in the configuration, which came from outside: refuse one that leaves the folder
   * of texts. Absent: the worker offers none.
   */
  readonly readText?: (name: string) => Promise<string>;
}

/** One number per source of chance, so that each can be held while another varies. */
export interface Seeds {
  readonly data: number;
  readonly init: number;
  readonly order: number;
}

/** Measurements on their way out. Never throws, never waits for the network. */
export interface Log {
  /** What is about to be logged, in words. */
  declare?(metrics: readonly MetricDescription[]): void;
  scalars(step: number, values: Readonly<Record<string, number>>): void;
  /** values [axis.size]. */
  vector(step: number, metric: string, axis: LogAxis, values: Float64Array | Float32Array): void;
  /** Puts an axis; before the first vector over it. Every attribute has one value per key. */
  axis(
    name: string,
    keys: readonly string[],
    attributes: Readonly<Record<string, readonly (number | null)[] | readonly (string | null)[]>>,
    groupings: readonly string[],
  ): LogAxis;
}

export interface LogAxis {
  readonly name: string;
  readonly size: number;
}

export interface MetricDescription {
  readonly name: string;
  /** The axis besides step; undefined for a scalar. */
  readonly axis?: string;
  readonly unit?: string;
  readonly description: string;
}

/** Where training can be taken up again. `state` is everything the trainer needs to continue bit for bit from `step`. */
export interface Checkpoint {
  save(step: number, state: ReadonlyMap<string, Float32Array>): Promise<void>;
  /** The newest saved state; undefined for a run that starts. */
  restore(): Promise<{ readonly step: number; readonly state: ReadonlyMap<string, Float32Array> } | undefined>;
}
