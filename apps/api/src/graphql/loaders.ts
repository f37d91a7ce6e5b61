import type { ProjectKey, RunId, RunKey, StudyId, TeamKey } from '@graticule/contracts';
import type { MetricDictionary, SeriesHead, SeriesReader } from '@graticule/metrics';
import type {
  AttemptRecord,
  ProjectCatalog,
  ProjectRecord,
  RunCatalog,
  RunRecord,
  StudyDesk,
  StudyRecord,
  TransitionRecord,
} from '@graticule/runs';
import DataLoader from 'dataloader';
import type { SummaryModel } from './models.js';

export interface Sources {
  readonly runs: RunCatalog;
  readonly projects: ProjectCatalog;
  readonly studies: StudyDesk;
  readonly series: SeriesReader;
  readonly dictionary: MetricDictionary;
}

/** One per operation: what several fields ask of the same thing is asked once, and what many things are asked, together. */
export interface Loaders {
  readonly run: DataLoader<RunId, RunRecord>;
  readonly project: DataLoader<ProjectKey, ProjectRecord>;
  readonly study: DataLoader<StudyId, StudyRecord>;
  readonly attempts: DataLoader<RunKey, readonly AttemptRecord[]>;
  readonly transitions: DataLoader<RunKey, readonly TransitionRecord[]>;
  readonly series: DataLoader<RunKey, readonly SeriesHead[]>;
  readonly summaries: (run: RunRecord, names: readonly string[]) => Promise<(SummaryModel | null)[]>;
}

/** Only what the team may see is ever loaded by a public id. */
export function loadersFor(team: () => TeamKey, sources: Sources): Loaders {
  const { runs, projects, studies, series } = sources;
  return {
    run: batched('run', (ids) => runs.byIds(team(), ids)),
    project: batched('project', (keys) => projects.byKeys(keys)),
    study: batched('study', (ids) => studies.byIds(team(), ids)),
    attempts: listed((keys) => runs.attemptsOf(keys)),
    transitions: listed((keys) => runs.transitionsOf(keys)),
    // One run's series live together and apart from other runs', so there is nothing to batch across runs.
    series: new DataLoader((keys) => Promise.all(keys.map((key) => series.list(key)))),
    summaries: summaryLoader(sources),
  };
}

function batched<K, V>(what: string, load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>): DataLoader<K, V> {
  return new DataLoader(async (keys) => {
    const found = await load(keys);
    return keys.map((key) => found.get(key) ?? new Error(`the ${what} ${String(key)} is gone`));
  });
}

function listed<K, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<K, readonly V[]>>,
): DataLoader<K, readonly V[]> {
  return new DataLoader(async (keys) => {
    const found = await load(keys);
    return keys.map((key) => found.get(key) ?? []);
  });
}

interface Asked {
  readonly run: RunRecord;
  readonly name: string;
}

/** Names of one project are looked up together, summaries of one run are read together. */
function summaryLoader({ series, dictionary }: Sources): Loaders['summaries'] {
  const loader = new DataLoader<Asked, SummaryModel | null, string>(
    async (asked) => {
      const answers = new Map<RunRecord, Promise<ReadonlyMap<string, SummaryModel>>>();
      for (const [run, names] of byRun(asked)) answers.set(run, summariesOf(run, names));
      return Promise.all(asked.map(async ({ run, name }) => (await answers.get(run))?.get(name) ?? null));
    },
    { cacheKeyFn: ({ run, name }) => `${run.key} ${name}` },
  );

  async function summariesOf(run: RunRecord, names: readonly string[]): Promise<ReadonlyMap<string, SummaryModel>> {
    const metrics = await dictionary.byName(run.projectKey, names);
    const found = await series.summaries(
      run.key,
      [...metrics.values()].map(({ id }) => id),
    );
    const named = [...metrics].flatMap(([name, { id }]) => {
      const summary = found.get(id);
      return summary ? [[name, { metric: name, ...summary }] as const] : [];
    });
    return new Map(named);
  }

  return async (run, names) => {
    const loaded = await loader.loadMany(names.map((name) => ({ run, name })));
    return loaded.map((summary) => {
      if (summary instanceof Error) throw summary;
      return summary;
    });
  };
}

function byRun(asked: readonly Asked[]): Map<RunRecord, string[]> {
  const names = new Map<RunRecord, string[]>();
  for (const { run, name } of asked) {
    const known = names.get(run);
    if (known) known.push(name);
    else names.set(run, [name]);
  }
  return names;
}
