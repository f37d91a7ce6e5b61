import { fromWireNumber, type StudyRole, type WireNumber } from '@graticule/contracts';

/** A comparison as GraphQL answers with it. */
export interface ComparisonAnswer {
  readonly groups: readonly GroupAnswer[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

export interface GroupAnswer {
  readonly key: Readonly<Record<string, unknown>>;
  readonly runs: readonly { readonly id: string; readonly seed: string | null; readonly role: StudyRole | null }[];
  readonly lines: readonly LineAnswer[];
}

export interface LineAnswer {
  readonly group: string | null;
  readonly element: { readonly key: string } | null;
  readonly n: number;
  /** Null when every value is NaN. */
  readonly mean: WireNumber | null;
  readonly standardDeviation: WireNumber | null;
  readonly perRun: readonly { readonly run: string; readonly value: WireNumber }[];
}

/** One number over the runs of a group, with the spread it has. standardDeviation: sample, null below two runs. */
export interface Spread {
  readonly mean: number;
  readonly standardDeviation: number | null;
  readonly n: number;
}

export const spreadOf = (line: LineAnswer): Spread => ({
  mean: fromWireNumber(line.mean) ?? NaN,
  standardDeviation: line.standardDeviation === null ? null : (fromWireNumber(line.standardDeviation) ?? NaN),
  n: line.n,
});

/** The label of a line: of its group, its element, or none for a scalar. */
export const labelOf = (line: LineAnswer): string => line.group ?? line.element?.key ?? '';

/** The value of one run on a line; undefined when it has none. */
export const valueOf = (line: LineAnswer, run: string): number | undefined =>
  fromWireNumber(line.perRun.find((entry) => entry.run === run)?.value);
