import {
  type Dtype,
  encodeFrame,
  type Frame,
  type ProjectKey,
  projectKey,
  RunId,
  runKey,
  type RunStatus,
  type ScalarGroup,
} from '@graticule/contracts';
import type { Database } from '@graticule/database';
import {
  AxisRegistry,
  type Metric,
  MetricDictionary,
  MetricGate,
  MetricIngest,
  PostgresMetricStore,
  SeriesReader,
  type Writer,
} from '@graticule/metrics';
import { newId } from '@graticule/platform';
import type { Pool } from 'pg';
import { testDatabase } from './test-database.js';

/** Everything that takes and reads measurements, with two projects; on a database of its own unless one is given. */
export async function metricLab(database?: Pick<Database, 'pool' | 'close'>) {
  return labOn(database ?? (await testDatabase()));
}

async function labOn(database: Pick<Database, 'pool' | 'close'>) {
  await database.pool.query(`
    INSERT INTO team (public_id, slug, name) VALUES (gen_random_uuid(), 'team', 'team');
    INSERT INTO project (public_id, team_id, slug, name)
    SELECT gen_random_uuid(), team.id, name.of, name.of FROM team, unnest(ARRAY['one', 'two']) AS name (of) WHERE team.slug = 'team'`);
  const { rows } = await database.pool.query<{ id: number }>(
    "SELECT id FROM project WHERE slug IN ('one', 'two') ORDER BY slug",
  );
  return {
    ...partsOn(
      database.pool,
      rows.map(({ id }) => projectKey(id)),
    ),
    pool: database.pool,
    close: () => database.close(),
  };
}

export type MetricLab = Awaited<ReturnType<typeof metricLab>>;

let runs = 1000n;

function partsOn(pool: Pool, [project, otherProject]: readonly ProjectKey[]) {
  if (project === undefined || otherProject === undefined) throw new Error('there are no two projects');
  const store = new PostgresMetricStore(() => pool);
  const dictionary = new MetricDictionary(pool);
  const axes = new AxisRegistry(pool);
  const gate = new MetricGate(() => pool);
  return {
    project,
    otherProject,
    store,
    dictionary,
    axes,
    gate,
    ingest: new MetricIngest(store, dictionary, axes),
    reader: new SeriesReader(store, dictionary, axes),
    /** What another replica sees: nothing remembered. */
    freshReader: () => new SeriesReader(store, new MetricDictionary(pool), new AxisRegistry(pool)),
    freshIngest: () => new MetricIngest(store, new MetricDictionary(pool), new AxisRegistry(pool)),
    async newRun(): Promise<Writer> {
      runs += 1n;
      const run = runKey(runs);
      await gate.open(run, 1, 1n, null);
      return { runKey: run, projectKey: project, attempt: 1, epoch: 1n };
    },
    async metric(name: string, options: { axis?: string; dtype?: Dtype } = {}): Promise<Metric> {
      const declared = await dictionary.declare(project, [{ name, dtype: 'f32', ...options }]);
      if (declared.kind !== 'declared') throw new Error(JSON.stringify(declared));
      return declared.metrics[0]!;
    },
    async axis(
      name: string,
      elements: string[] | number,
      attributes: Record<string, (number | null)[] | (string | null)[]> = {},
    ) {
      const stored = await axes.put(project, name, { elements, attributes, groupings: [] });
      if (stored.kind !== 'stored') throw new Error(JSON.stringify(stored));
      return stored.version;
    },
  };
}

/** A group of one scalar metric. Times count up from 1000 unless given. */
export function scalars(
  metric: Metric,
  steps: readonly (number | bigint)[],
  values: readonly number[],
  time = 1000,
): ScalarGroup {
  return {
    metrics: Uint32Array.of(metric.id),
    steps: BigInt64Array.from(steps, BigInt),
    times: Float64Array.from(steps, (_, i) => time + i),
    dtype: 'f64',
    values: Float64Array.from(values),
  };
}

export function vector(
  metric: Metric,
  axisVersion: number,
  step: number | bigint,
  values: readonly number[],
  elements?: readonly number[],
) {
  return {
    metric: metric.id,
    axisVersion,
    step: BigInt(step),
    time: 1000,
    dtype: 'f64' as const,
    elements: elements === undefined ? undefined : Uint32Array.from(elements),
    values: Float64Array.from(values),
  };
}

/** The bytes of a frame; one writer's first batch unless said otherwise. */
export function frame(content: Partial<Frame>): Uint8Array {
  return encodeFrame({ writer: 7n, sequence: 1n, scalars: [], vectors: [], ...content });
}

/** Every bit of a column, so that NaN, −0 and infinities are compared too. */
export function bits(values: ArrayLike<number>): readonly bigint[] {
  return [...new BigUint64Array(Float64Array.from(values).buffer)];
}

/** A run as comparisons and judges see it, with a scalar series “loss” at steps 10, 20, …; no values, no series. */
export async function loggedRun(
  lab: MetricLab,
  config: Readonly<Record<string, unknown>>,
  values: readonly number[],
  status: RunStatus = 'FINISHED',
) {
  const writer = await lab.newRun();
  const steps = values.map((_, i) => 10 * (i + 1));
  if (values.length > 0) {
    await lab.ingest.acceptFrame(writer, frame({ scalars: [scalars(await lab.metric('loss'), steps, values)] }));
  }
  const facts = { studyRole: 'treatment' as const, seed: 3n, config };
  return { id: RunId.parse(newId()), key: writer.runKey, projectKey: writer.projectKey, status, writer, ...facts };
}
