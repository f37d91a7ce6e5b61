import { Command } from 'commander';
import type { ComparisonAnswer, GroupAnswer, LineAnswer } from '../comparison/comparison-answer.js';
import { labelOf, spreadOf } from '../comparison/comparison-answer.js';
import { formatSpread } from '../comparison/format-spread.js';
import { misused } from '../command-failed.js';
import { repeatableOption } from '../repeatable-option.js';
import { openService } from '../service.js';
import { type Column, formatTable } from '../terminal/table.js';

interface Options {
  readonly study?: string;
  readonly run: readonly string[];
  readonly metric: string;
  readonly groupBy: readonly string[];
  readonly bins?: string;
  readonly weights?: string;
  readonly json?: true;
}

export const compareCommand = (): Command =>
  new Command('compare')
    .description('groups of runs side by side: mean, spread and n of one metric at its last step')
    .option('--study <id>', 'the runs of a study')
    .addOption(repeatableOption('--run <id>', 'or single runs'))
    .requiredOption('--metric <name>', 'for example train/loss')
    .addOption(repeatableOption('--group-by <path>', 'path of the configuration'))
    .option('--bins <attribute>', 'a metric with an axis: its mean by this attribute of the axis')
    .option('--weights <name>', 'attribute or metric to weigh that mean with, for example token/count')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  graticule compare --study <id> --metric train/token/loss --group-by optimizer.weightDecay --bins bin',
    )
    .action(compare);

const COMPARE = `
  query Compare($input: CompareInput!) {
    compare(input: $input) {
      groups { key runs { id seed role } lines { group element { key } n mean standardDeviation min max perRun { run value } } }
      warnings { code message runs }
    }
  }
`;

async function compare(options: Options): Promise<void> {
  if ((options.study === undefined) === (options.run.length === 0))
    throw misused('compare takes the runs of a study or single runs', 'Give --study <id>, or --run <id> for each run.');
  const { client, output } = await openService(options);
  const input = {
    runs: options.study === undefined ? { ids: options.run } : { study: options.study },
    metric: options.metric,
    at: { last: true },
    groupBy: options.groupBy,
    ...(options.bins === undefined ? {} : { axis: binned(options.bins, options.weights) }),
  };
  const answer = await client.graphql<{ compare: ComparisonAnswer }>(COMPARE, { input });
  for (const warning of answer.compare.warnings) output.note(`note: ${warning.code}: ${warning.message}`);
  output.write(answer.compare, (width) => comparisonLines(answer.compare, options.groupBy, width));
}

const binned = (groupBy: string, weights: string | undefined) => ({
  groupBy,
  reduce: 'MEAN',
  ...(weights === undefined ? {} : { weights }),
});

/** One row per group of runs and line of the axis. */
function comparisonLines(comparison: ComparisonAnswer, paths: readonly string[], width: number): string[] {
  const columns: Column[] = [
    ...paths.map((title): Column => ({ title, least: 6 })),
    { title: 'of', least: 6 },
    { title: 'mean ± sd', align: 'right' },
    { title: 'n', align: 'right' },
  ];
  const rows = comparison.groups.flatMap((group) => group.lines.map((line) => rowOf(group, line, paths)));
  return rows.length === 0 ? ['nothing to compare'] : formatTable(columns, rows, width);
}

const rowOf = (group: GroupAnswer, line: LineAnswer, paths: readonly string[]): string[] => [
  ...paths.map((path) => shown(group.key[path])),
  labelOf(line),
  formatSpread(spreadOf(line)),
  String(line.n),
];

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
