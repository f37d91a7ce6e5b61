import { fromWireNumber, RUN_STATUSES, type RunStatus, type WireNumber } from '@graticule/contracts';
import { Command, Option } from 'commander';
import { misused } from '../command-failed.js';
import { openService } from '../service.js';
import { formatDuration, formatPercent } from '../terminal/format-number.js';
import { type Column, formatTable } from '../terminal/table.js';

interface Options {
  readonly project: string;
  readonly status?: string;
  readonly recipe?: string;
  readonly study?: string;
  readonly first: string;
  readonly json?: true;
}

export const runsCommand = (): Command =>
  new Command('runs')
    .description('list runs, newest first')
    .addOption(new Option('--status <status>', 'only these; comma separated').argParser(parseStatuses))
    .option('--recipe <name>', 'only runs of this recipe')
    .option('--study <id>', 'only runs of this study')
    .option('--project <slug>', 'project of the runs', 'default')
    .option('--first <n>', 'how many, at most 200', '50')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  graticule runs --status RUNNING,QUEUED --recipe language-model')
    .action(listRuns);

const RUNS = `
  query Runs($project: ID!, $filter: RunFilter!, $first: Int!) {
    runs(project: $project, filter: $filter, first: $first) {
      nodes {
        id name status seed role createdAt startedAt endedAt
        recipe { name }
        study { id }
        cause { code message }
        series(metric: "progress") { summary { last } }
      }
      pageInfo { hasNextPage }
    }
  }
`;

interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly recipe: { readonly name: string } | null;
  readonly cause: { readonly code: string } | null;
  readonly series: { readonly summary: { readonly last: WireNumber | null } } | null;
}

interface RunPage {
  readonly runs: { readonly nodes: readonly RunRow[]; readonly pageInfo: { readonly hasNextPage: boolean } };
}

async function listRuns(options: Options): Promise<void> {
  const first = Number(options.first);
  if (!Number.isInteger(first) || first < 1 || first > 200)
    throw misused(`--first ${options.first}`, 'Write a number from 1 to 200.');
  const { recipe, study } = options;
  const filter = {
    ...(options.status ? { status: parseStatuses(options.status).split(',') } : {}),
    ...(recipe ? { recipe } : {}),
    ...(study ? { study } : {}),
  };
  const { client, output } = await openService(options);
  const { runs } = await client.graphql<RunPage>(RUNS, { project: options.project, filter, first });
  output.write({ runs: runs.nodes, more: runs.pageInfo.hasNextPage }, (width) => [
    ...(runs.nodes.length === 0 ? ['no runs'] : formatTable(COLUMNS, runs.nodes.map(rowOf), width)),
    ...(runs.pageInfo.hasNextPage ? ['… and more: ask with --first, --status, --recipe or --study'] : []),
  ]);
}

const COLUMNS: readonly Column[] = [
  { title: 'id', priority: 4 },
  { title: 'name', least: 14 },
  { title: 'status' },
  { title: 'done', align: 'right', priority: 3 },
  { title: 'time', align: 'right', priority: 2 },
  { title: 'cause', priority: 1, least: 10 },
];

function rowOf(run: RunRow): string[] {
  const progress = fromWireNumber(run.series?.summary.last);
  const end = run.endedAt === null ? Date.now() : Date.parse(run.endedAt);
  return [
    run.id,
    run.name,
    run.status,
    progress === undefined ? '' : formatPercent(progress),
    run.startedAt === null ? '' : formatDuration(Math.max(0, end - Date.parse(run.startedAt))),
    run.cause?.code ?? '',
  ];
}

function parseStatuses(text: string): string {
  const known: ReadonlySet<string> = new Set(RUN_STATUSES);
  const statuses = text.toUpperCase().split(',');
  const unknown = statuses.filter((status) => !known.has(status));
  if (unknown.length > 0)
    throw misused(`--status ${unknown.join(',')}: no such status`, `There are ${RUN_STATUSES.join(', ')}.`);
  return statuses.join(',');
}
