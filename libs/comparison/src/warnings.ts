import type { ComparisonInput, ComparisonWarning, RunReading } from './compared.js';

/** Everything about the runs that makes their numbers less than they seem. */
export function warningsOf(
  readings: readonly RunReading[],
  { metric, at }: ComparisonInput,
): readonly ComparisonWarning[] {
  const used = readings.filter((reading) => reading.readings.length > 0);
  return [
    warning(
      'METRIC_MISSING',
      readings.filter((reading) => reading.readings.length === 0),
      (runs) =>
        at.kind === 'atStep' ? `${runs} have no “${metric}” at step ${at.step}` : `${runs} have no “${metric}” there`,
    ),
    warning(
      'RUN_UNFINISHED',
      used.filter(({ run }) => run.status !== 'FINISHED'),
      (runs) => `${runs} have not finished; their numbers are those of now`,
    ),
    warning(
      'NON_FINITE',
      used.filter(isNonFinite),
      (runs) => `${runs} have NaN or infinite values; NaN is left out of the statistics, infinity is not`,
    ),
    ...(at.kind === 'last' ? [unequalSteps(used)] : []),
  ].filter((found) => found !== undefined);
}

function warning(
  code: ComparisonWarning['code'],
  concerned: readonly RunReading[],
  say: (runs: string) => string,
): ComparisonWarning | undefined {
  if (concerned.length === 0) return undefined;
  return { code, message: say(`${concerned.length} of the runs`), runs: concerned.map(({ run }) => run.id) };
}

function isNonFinite({ readings }: RunReading): boolean {
  return readings.some(({ value }) => !Number.isFinite(value));
}

/** Names the runs whose last step is not the furthest one. */
function unequalSteps(used: readonly RunReading[]): ComparisonWarning | undefined {
  const furthest = used.map(({ step }) => step ?? 0n).reduce((a, b) => (a > b ? a : b), used[0]?.step ?? 0n);
  return warning(
    'UNEQUAL_LAST_STEP',
    used.filter(({ step }) => step !== furthest),
    (runs) => `${runs} end before step ${furthest}, where the others end`,
  );
}
