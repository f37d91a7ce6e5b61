import type { StudyRole } from '@graticule/contracts';
import {
  type ComparisonAnswer,
  type GroupAnswer,
  labelOf,
  type LineAnswer,
  type Spread,
  spreadOf,
  valueOf,
} from '../comparison/comparison-answer.js';
import type { LanguageModelComparison } from './language-model.graphql.js';

/** What the study found at one setting: losses in nats at the last evaluation, over the seeds of the setting. */
export interface SettingFigure {
  readonly role: StudyRole;
  readonly source: string;
  readonly sampling: string;
  readonly weightDecay: number;
  readonly averageLoss: Spread | null;
  readonly balancedLoss: Spread | null;
  readonly rarestBinLoss: Spread | null;
  readonly mostFrequentBinLoss: Spread | null;
  /** By bin of the training count, rarest first. */
  readonly bins: readonly LabelledSpread[];
  /** Share of each layer in the norm of all weights. */
  readonly weightNormShare: readonly LabelledSpread[];
  readonly seeds: readonly SeedFigure[];
}

interface LabelledSpread extends Spread {
  readonly label: string;
}

/** The same of one run. gap: loss of the rarest bin minus that of the most frequent one. */
interface SeedFigure {
  readonly run: string;
  readonly seed: string | null;
  readonly averageLoss: number | null;
  readonly balancedLoss: number | null;
  readonly gap: number | null;
  readonly bins: Readonly<Record<string, number>>;
}

/** Text by text, treatment before control, then by weight decay. */
export function languageModelFigure(answer: LanguageModelComparison): SettingFigure[] {
  return answer.average.groups
    .map((group) => settingFigure(group, answer))
    .toSorted(
      (a, b) => b.source.localeCompare(a.source) || b.role.localeCompare(a.role) || a.weightDecay - b.weightDecay,
    );
}

function settingFigure(group: GroupAnswer, answer: LanguageModelComparison): SettingFigure {
  const binLines = linesOf(answer.bins, group).toSorted((a, b) => leastCount(a) - leastCount(b));
  const [average] = linesOf(answer.average, group);
  const [balanced] = linesOf(answer.balanced, group);
  const [rarest, mostFrequent] = [binLines.at(0), binLines.at(-1)];
  return {
    role: group.runs[0]?.role ?? 'treatment',
    source: String(group.key['data.source']),
    sampling: String(group.key['data.sampling']),
    weightDecay: Number(group.key['optimizer.weightDecay']),
    averageLoss: spread(average),
    balancedLoss: spread(balanced),
    rarestBinLoss: spread(rarest),
    mostFrequentBinLoss: spread(mostFrequent),
    bins: binLines.map(labelled),
    weightNormShare: linesOf(answer.layers, group).map(labelled),
    seeds: group.runs.map(({ id, seed }) => ({
      run: id,
      seed,
      averageLoss: of(average, id),
      balancedLoss: of(balanced, id),
      gap: difference(of(rarest, id), of(mostFrequent, id)),
      bins: Object.fromEntries(binLines.map((line) => [labelOf(line), valueOf(line, id) ?? NaN])),
    })),
  };
}

/** The lines of the same setting in another comparison: same values under the same paths. */
function linesOf(comparison: ComparisonAnswer, { key }: GroupAnswer): readonly LineAnswer[] {
  const same = (other: GroupAnswer) => Object.keys(key).every((path) => other.key[path] === key[path]);
  return comparison.groups.find(same)?.lines ?? [];
}

const spread = (line: LineAnswer | undefined): Spread | null => (line === undefined ? null : spreadOf(line));
const labelled = (line: LineAnswer): LabelledSpread => ({ label: labelOf(line), ...spreadOf(line) });
const of = (line: LineAnswer | undefined, run: string): number | null => (line && valueOf(line, run)) ?? null;
const difference = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);

/** Bins are named by the range of counts they hold, such as `[3,9)` or `1-2`: its first number orders them. */
const leastCount = (line: LineAnswer): number => Number(/\d+(?:\.\d+)?/.exec(labelOf(line))?.[0] ?? NaN);
