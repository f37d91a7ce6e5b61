import type { ComparisonGroup, ComparisonInput, ComparisonWarning, RunReading } from './compared.js';
import { configValue } from './config-value.js';

/** Everything about the runs that makes their numbers less than they seem. */
export function warningsOf(
  readings: readonly RunReading[],
  groups: readonly ComparisonGroup[],
  { metric, at, groupBy }: ComparisonInput,
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
    ...groupBy.map((path) => missingPath(readings, path)),
    mixedRoles(readings, groups),
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

function missingPath(readings: readonly RunReading[], path: string): ComparisonWarning | undefined {
  if (readings.some(({ run }) => configValue(run.config, path) !== undefined)) return undefined;
  return warning(
    'PATH_MISSING',
    readings,
    (runs) => `${runs} have “${path}” in none of their configurations, so it parts nothing`,
  );
}

/** A control is there to differ from its treatment: one mean over both says nothing of either. */
function mixedRoles(
  readings: readonly RunReading[],
  groups: readonly ComparisonGroup[],
): ComparisonWarning | undefined {
  const roles = new Map(readings.map(({ run }) => [run.id, run.studyRole]));
  const mixed = groups.filter(({ runs }) => new Set(runs.map((run) => roles.get(run) ?? null)).size > 1);
  const within = new Set(mixed.flatMap(({ runs }) => runs));
  return warning(
    'MIXED_ROLES',
    readings.filter(({ run }) => within.has(run.id)),
    (runs) => `${runs} are in groups that mix the treatment and the control of a study; group by what parts them, too`,
  );
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
