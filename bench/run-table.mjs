// The run table: runs of 100 metrics and 40 configuration values each, sorted and filtered by them.
import { projectKey } from '@graticule/contracts';
import { connectDatabase } from '@graticule/database';
import { RunCatalog } from '@graticule/runs';
import { expect, timed } from './store-figures.mjs';
import { NOT_DURABLE, withStore } from './store-lab.mjs';

const RUNS = { full: 10_000, quick: 1000 };
const METRICS = 100;
const VALUES = 40;
const PAGE = 50;

export const runTable = ({ scale, figures, note }) =>
  withStore(async ({ pool, url }) => {
    note(`making ${RUNS[scale].toLocaleString('en')} runs`);
    const project = await fill(pool, RUNS[scale]);
    const database = connectDatabase(url, { applicationName: 'bench' });
    const catalog = new RunCatalog(database);
    for (const [title, { query, reach, limit }] of Object.entries(
      questions(project, RUNS[scale].toLocaleString('en')),
    )) {
      await figures.measure(title, reach, async () => {
        const list = () => catalog.list(project, { ...query, first: PAGE });
        const { runs } = await list();
        expect('the number of runs', runs.length, PAGE);
        return { ...(await timed(list)), limit: await limitOf(pool, limit, runs) };
      });
    }
    await database.close();
  }, NOT_DURABLE);

const among = (rows) => `run_id IN (SELECT run_id FROM ${rows})`;
const byLoss = { by: { metric: { name: 'm7', stat: 'MIN' } }, direction: 'ASC' };
const twoPredicates = { metric: { name: 'm3', stat: 'LAST', gt: 0.2 }, config: { path: 'k5', lt: 0.8 } };

/** Each beside the statement that reads the least of the hot tables for it, and names the runs that the answer must have. */
function questions(project, size) {
  const metric = (name) =>
    `store.series WHERE metric_id = (SELECT id FROM store.metric WHERE project_id = ${project} AND name = '${name}')`;
  const config = (path) =>
    `store.config WHERE key_id = (SELECT id FROM store.config_key WHERE project_id = ${project} AND path = '${path}')`;
  const sorted = (where) => `SELECT run_id FROM ${metric('m7')} AND ${where} ORDER BY min, run_id DESC LIMIT ${PAGE}`;
  return {
    [`run table, newest of ${size} runs`]: {
      query: {},
      limit: `SELECT id AS run_id FROM run ORDER BY created_at DESC, id DESC LIMIT ${PAGE}`,
    },
    [`run table, ${size} runs sorted by a metric`]: { query: { order: [byLoss] }, limit: sorted('true') },
    [`run table, ${size} runs sorted by a metric, two predicates`]: {
      reach: { atMost: 25 },
      query: { order: [byLoss], filter: twoPredicates },
      limit: sorted(`${among(`${metric('m3')} AND last > 0.2`)} AND ${among(`${config('k5')} AND num < 0.8`)}`),
    },
    '… sorted by a metric, two metrics compared': {
      query: {
        order: [byLoss],
        filter: { metric: { name: 'm3', gt: 0.2 }, and: [{ metric: { name: 'm4', lt: 0.8 } }] },
      },
      limit: sorted(`${among(`${metric('m3')} AND last > 0.2`)} AND ${among(`${metric('m4')} AND last < 0.8`)}`),
    },
    '… sorted by a metric, one predicate or the other': {
      query: {
        order: [byLoss],
        filter: { or: [{ metric: { name: 'm3', gt: 0.9 } }, { config: { path: 'k5', lt: 0.1 } }] },
      },
      limit: sorted(`(${among(`${metric('m3')} AND last > 0.9`)} OR ${among(`${config('k5')} AND num < 0.1`)})`),
    },
    '… sorted by a configuration value': {
      query: { order: [{ by: { config: 'k9' }, direction: 'DESC' }] },
      limit: `SELECT run_id FROM ${config('k9')} ORDER BY num DESC, run_id DESC LIMIT ${PAGE}`,
    },
    '… one value of a configuration': {
      query: { filter: { config: { path: 'k38', eq: 'v3' } } },
      limit: `SELECT run_id FROM ${config('k38')} AND txt = 'v3' ORDER BY run_id DESC LIMIT ${PAGE}`,
    },
  };
}

/** A list of other runs is no figure. */
async function limitOf(pool, statement, listed) {
  const { rows } = await pool.query(statement);
  expect('the list', listed.map(({ run }) => run.key).join(), rows.map((row) => row.run_id).join());
  const { value } = await timed(() => pool.query(statement));
  return { what: 'one statement for the keys of the same runs', value };
}

async function fill(pool, runs) {
  const { rows } = await pool.query('SELECT id FROM project');
  const [{ id }] = rows;
  const client = await pool.connect();
  await client.query('SET statement_timeout = 0');
  for (const statement of FILL)
    await client.query(statement.replaceAll('PROJECT', String(id)).replaceAll('RUNS', String(runs)));
  client.release(true);
  return projectKey(id);
}

// hash: the same values every time, and independent of each other.
const noise = (of) => `((hashint8(${of}) & 1048575) / 1048576.0)`;
const FILL = [
  `INSERT INTO run (public_id, project_id, name, status, config, tags, created_at, started_at)
   SELECT gen_random_uuid(), PROJECT, 'run ' || r, 'FINISHED',
     (SELECT jsonb_object_agg('k' || k, ${noise('r * 1000 + k')}) FROM generate_series(0, ${VALUES - 1}) AS k),
     ARRAY['a'], now(), now()
   FROM generate_series(1, RUNS) AS r`,
  `INSERT INTO store.metric (project_id, name) SELECT PROJECT, 'm' || m FROM generate_series(0, ${METRICS - 1}) AS m`,
  `INSERT INTO store.config_key (project_id, path) SELECT PROJECT, 'k' || k FROM generate_series(0, ${VALUES - 1}) AS k`,
  `INSERT INTO store.series (run_id, metric_id, n, non_finite, first_step, first, last_step, last, min, argmin, max, argmax, mean, sealed_n, as_of)
   SELECT run.id, metric.id, 1000, 0, 0, 1, 999, v, v - 0.1, 999, 1, 0, v, 0, now()
   FROM run CROSS JOIN store.metric CROSS JOIN LATERAL (SELECT ${noise('run.id * 1000 + metric.id')} AS v) AS value
   ORDER BY run.id, metric.id`,
  `INSERT INTO store.config (run_id, key_id, num, txt)
   SELECT run.id, key.id, CASE WHEN key.path <> 'k38' THEN v END, CASE WHEN key.path = 'k38' THEN 'v' || floor(v * 20) END
   FROM run CROSS JOIN store.config_key AS key CROSS JOIN LATERAL (SELECT ${noise('run.id * 1000 + key.id + 500')} AS v) AS value
   ORDER BY run.id, key.id`,
  'VACUUM (ANALYZE)',
  'CHECKPOINT',
];
