// A database of its own with everything that takes, folds and reads measurements, as the product puts it together.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { projectKey, runKey } from '@graticule/contracts';
import { connectDatabase, EmbeddedPostgres, migrate } from '@graticule/database';
import {
  AxisRegistry,
  Folder,
  MetricDictionary,
  MetricGate,
  MetricIngest,
  PostgresMetricStore,
  SeriesReader,
} from '@graticule/metrics';

const MIGRATIONS = join(import.meta.dirname, '../migrations');
const COPIES_AT_ONCE = 2;
/** A fold takes 16 MB of bodies at most; so much is appended before each. */
const PORTION_BYTES = 16 * 1024 * 1024;

/** For sections that only read: their data are made sooner when nothing has to survive. */
export const NOT_DURABLE = ['fsync=off', 'full_page_writes=off', 'max_wal_size=16GB'];

/** One server per section: nothing that one leaves in caches or on the disk helps or hinders the next. */
export async function withStore(use, settings = []) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'graticule-bench-'));
  const server = await EmbeddedPostgres.start({ dataDirectory, settings });
  const database = connectDatabase(server.url, { applicationName: 'bench' });
  try {
    await migrate(database.pool, MIGRATIONS);
    return await use(await partsOn(database, server.url));
  } finally {
    await database.close();
    await server.stop('immediate');
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

async function partsOn({ pool }, url) {
  await pool.query("INSERT INTO team (public_id, slug, name) VALUES (gen_random_uuid(), 'bench', 'bench')");
  const inserted = await pool.query(
    "INSERT INTO project (public_id, team_id, slug, name) SELECT gen_random_uuid(), id, 'bench', 'bench' FROM team WHERE slug = 'bench' RETURNING id",
  );
  const project = projectKey(inserted.rows[0].id);
  const poolOf = () => pool;
  const store = new PostgresMetricStore(poolOf);
  const dictionary = new MetricDictionary(pool);
  const axes = new AxisRegistry(pool);
  const gate = new MetricGate(poolOf);
  const ingest = new MetricIngest(store, dictionary, axes);
  const folder = new Folder(poolOf, axes);
  let runs = 0n;
  const nextRun = () => runKey((runs += 1n));

  async function foldAll(run) {
    for (;;) {
      const { kind } = await folder.fold(run);
      if (kind === 'nothing') return;
      if (kind !== 'folded') throw new Error(`the fold answered ${kind}`);
    }
  }

  return {
    pool,
    url,
    ingest,
    /** Remembers no data of a run; what never changes (names, axes) and the connections stay warm. */
    freshReader: () => new SeriesReader(store, dictionary, axes),
    async newRun() {
      const key = nextRun();
      await gate.open(key, 1, 1n, null);
      return { runKey: key, projectKey: project, attempt: 1, epoch: 1n };
    },
    async metrics(specs) {
      const declared = await dictionary.declare(
        project,
        specs.map((spec) => ({ dtype: 'f32', ...spec })),
      );
      if (declared.kind !== 'declared') throw new Error(inspect(declared));
      return declared.metrics;
    },
    async axis(name, body) {
      const stored = await axes.put(project, name, { attributes: {}, groupings: [], ...body });
      if (stored.kind !== 'stored') throw new Error(inspect(stored));
      return stored.version;
    },
    /** Takes a run's frames and folds them in the portions in which it would be folded while it runs; then the run ends. */
    async log(writer, frames) {
      let waiting = 0;
      for (const frame of frames) {
        const outcome = await ingest.acceptFrame(writer, frame);
        if (outcome.kind !== 'accepted') throw new Error(inspect(outcome));
        waiting += frame.byteLength;
        if (waiting < PORTION_BYTES) continue;
        await foldAll(writer.runKey);
        waiting = 0;
      }
      await gate.close(writer.runKey, writer.epoch);
      await foldAll(writer.runKey);
    },
    /** Further runs with rows and pages of their own that hold what the given run holds. */
    async copies(of, count) {
      const keys = Array.from({ length: count }, nextRun);
      const left = [...keys];
      const copyOn = async () => {
        for (let to = left.pop(); to !== undefined; to = left.pop())
          for (const table of ['gate', 'series', 'tile']) await copyRows(pool, table, { from: of.runKey, to });
      };
      await Promise.all(Array.from({ length: COPIES_AT_ONCE }, copyOn));
      return keys;
    },
    /** What autovacuum and the checkpointer would have done a minute later. */
    async settle() {
      const client = await pool.connect();
      await client.query('SET statement_timeout = 0');
      await client.query('VACUUM (ANALYZE) store.gate, store.stream, store.journal, store.tile, store.series');
      await client.query('CHECKPOINT');
      client.release(true);
    },
  };
}

async function copyRows(pool, table, { from, to }) {
  const { rows } = await pool.query(
    "SELECT string_agg(column_name, ', ') AS names FROM information_schema.columns WHERE table_schema = 'store' AND table_name = $1 AND column_name <> 'run_id'",
    [table],
  );
  const [{ names }] = rows;
  await pool.query(
    `INSERT INTO store.${table} (run_id, ${names}) SELECT ${to}, ${names} FROM store.${table} WHERE run_id = ${from}`,
  );
}
