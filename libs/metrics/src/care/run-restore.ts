import { RunId, type RunKey, runKey } from '@graticule/contracts';
import type { Pool, PoolClient } from 'pg';
import { copyIn, type CopyField } from '../store/copy-in.js';
import { inTransaction } from '../store/in-transaction.js';
import { sql } from '../sql.js';
import { CorruptTile } from '../tiles/corrupt-tile.js';
import { CorruptDump, readDumpFile } from './dump-file.js';
import { KIND } from './dump-format.js';
import { decodeBatch, decodeRows, decodeTile, type RowsRecord } from './dump-records.js';
import { type RenamedAxis, RenamedIds } from './renamed-ids.js';
import { restoreAxes } from './restore-axes.js';

interface RestoreOptions {
  /** Slug of the project that gets the run; that of the dump where it is absent. */
  readonly project?: string;
  /** keep: an id that is taken here is refused. keep if free: then the run gets a new one. */
  readonly id: 'keep' | 'keep if free';
  readonly newId: () => string;
}

export type Restored =
  | {
      readonly kind: 'restored';
      readonly publicId: RunId;
      readonly project: string;
      readonly tiles: number;
      readonly batches: number;
    }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly why: string };

/** Makes a run of a dump, in one transaction: whole or not at all. The run has ended, whatever it was when it was dumped. */
export class RunRestore {
  constructor(private readonly pool: Pool) {}

  async read(path: string, options: RestoreOptions): Promise<Restored> {
    try {
      return await inTransaction(this.pool, async (client) => {
        const restore = new RestoreInProgress(client, options);
        for await (const { kind, bytes } of readDumpFile(path)) await restore.take(kind, bytes);
        return { end: 'commit', result: await restore.end() };
      });
    } catch (error) {
      if (error instanceof CorruptDump) return { kind: 'refused', why: `the file cannot be used: ${error.message}` };
      if (error instanceof CorruptTile)
        return { kind: 'refused', why: `a tile in the file cannot be read: ${error.message}` };
      if (error instanceof Refused) return { kind: 'refused', why: error.message };
      throw error;
    }
  }
}

/** The file is as it should be, and this database cannot take it. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/** Bodies that wait for the next COPY. */
const COPY_BYTES = 4 * 1024 * 1024;
const MICROS_FROM_1970_TO_2000 = 946_684_800_000_000n;

interface Target {
  readonly run: RunKey;
  readonly publicId: RunId;
  readonly projectKey: number;
  readonly project: string;
}

class RestoreInProgress {
  private target: Target | undefined;
  private metrics: ReadonlyMap<number, number> = new Map();
  private axes: ReadonlyMap<number, RenamedAxis> = new Map();
  private freshAxes: ReadonlyMap<number, number> = new Map();
  private ids = new RenamedIds(this.metrics, this.axes);
  private waiting: (readonly CopyField[])[] = [];
  private waitingBytes = 0;
  private waitingFor: 'copy-tiles' | 'copy-batches' = 'copy-tiles';
  private tiles = 0;
  private batches = 0;

  constructor(
    private readonly client: PoolClient,
    private readonly options: RestoreOptions,
  ) {}

  async take(kind: number, bytes: Buffer): Promise<void> {
    if (kind === KIND.rows) await this.takeRows(decodeRows(bytes));
    else if (kind === KIND.tile) await this.takeTile(bytes);
    else if (kind === KIND.batch) await this.takeBatch(bytes);
    else throw new CorruptDump(`it has a record of kind ${kind}`);
  }

  async end(): Promise<Restored> {
    await this.flush();
    const { publicId, project } = this.of();
    return { kind: 'restored', publicId, project, tiles: this.tiles, batches: this.batches };
  }

  private of(): Target {
    if (this.target === undefined) throw new CorruptDump('it does not begin with a run');
    return this.target;
  }

  private async takeRows({ name, json }: RowsRecord): Promise<void> {
    if (name === 'run') {
      this.target = await this.makeRun(json);
      return;
    }
    const { run, projectKey } = this.of();
    if (name === 'metrics') await this.takeMetrics(json);
    else if (name === 'axes') await this.takeAxes(json);
    else if (name === 'axis-column')
      await this.write('restore-axis-column', [json, [...this.freshAxes.keys()], [...this.freshAxes.values()]]);
    else if (name === 'gate') await this.write('restore-gate', [json.slice(1, -1), run]);
    else if (name === 'config') {
      await this.write('restore-config-keys', [json, projectKey]);
      await this.write('restore-config', [json, run, projectKey]);
    } else if (name === 'series') await this.takeSeries(json);
    else if (['attempts', 'transitions', 'cuts', 'streams'].includes(name))
      await this.write(`restore-${name}`, [json, run]);
    else throw new CorruptDump(`it has rows of “${name}”, which this program does not know`);
  }

  private async makeRun(json: string): Promise<Target> {
    const { rows } = await this.client.query<DumpedRun>({ ...sql('dumped-run'), values: [json] });
    const dumped = rows[0]!;
    const { id, newId, project = dumped.project } = this.options;
    if (dumped.taken && id === 'keep') throw new Refused(`there is a run ${dumped.public_id} already`);
    const publicId = RunId.parse(dumped.taken ? newId() : dumped.public_id);
    const projects = await this.client.query<{ project: number }>({ ...sql('projects-of-slug'), values: [project] });
    const [found, another] = projects.rows;
    if (found === undefined) throw new Refused(`there is no project “${project}”`);
    if (another !== undefined) throw new Refused(`several teams have a project “${project}”`);
    const values = [json, publicId, found.project];
    const made = await this.client.query<{ run: bigint }>({ ...sql('restore-run'), values });
    return { run: runKey(made.rows[0]!.run), publicId, projectKey: found.project, project };
  }

  private async takeMetrics(json: string): Promise<void> {
    const values = [json, this.of().projectKey];
    await this.write('restore-metrics', values);
    const { rows } = await this.client.query<RestoredMetric>({ ...sql('restored-metrics'), values });
    const other = rows.find(({ agrees }) => !agrees);
    if (other !== undefined) throw new Refused(`the project has a metric “${other.name}” over another axis`);
    this.metrics = new Map(rows.map(({ there, here }) => [there, here]));
    this.ids = new RenamedIds(this.metrics, this.axes);
  }

  private async takeAxes(json: string): Promise<void> {
    const { axes, fresh } = await restoreAxes(this.client, this.of().projectKey, json);
    [this.axes, this.freshAxes] = [axes, fresh];
    this.ids = new RenamedIds(this.metrics, axes);
  }

  private async takeSeries(json: string): Promise<void> {
    const { rows } = await this.client.query<Binding>({ ...sql('dumped-bindings'), values: [json] });
    for (const { metric, version } of rows) this.ids.bind(metric, version);
    const versions = [...this.axes].map(([there, { here }]) => [there, here] as const);
    await this.write('restore-series', [
      json,
      this.of().run,
      [...this.metrics.keys()],
      [...this.metrics.values()],
      versions.map(([there]) => there),
      versions.map(([, here]) => here),
    ]);
  }

  private async takeTile(bytes: Buffer): Promise<void> {
    const { metric, level, block, lo, gen, hi, n, body } = this.ids.tile(decodeTile(bytes));
    const place = [{ int4: metric }, { int2: level }, { int4: block }, { int8: lo }, { int8: gen }, { int8: hi }];
    await this.copy('copy-tiles', [{ int8: this.of().run }, ...place, { int4: n }, body]);
    this.tiles++;
  }

  private async takeBatch(bytes: Buffer): Promise<void> {
    const { id, writer, attempt, at, n, body } = decodeBatch(bytes);
    const when = { int8: at - MICROS_FROM_1970_TO_2000 };
    const place = [{ int8: this.of().run }, { int8: id }, { int8: writer }, { int4: attempt }, when, { int4: n }];
    await this.copy('copy-batches', [...place, this.ids.batch(body)]);
    this.batches++;
  }

  private async copy(to: 'copy-tiles' | 'copy-batches', row: readonly CopyField[]): Promise<void> {
    if (to !== this.waitingFor || this.waitingBytes > COPY_BYTES) await this.flush();
    this.waitingFor = to;
    this.waiting.push(row);
    for (const field of row) if (field instanceof Uint8Array) this.waitingBytes += field.length;
  }

  private async flush(): Promise<void> {
    if (this.waiting.length > 0) await copyIn(this.client, sql(this.waitingFor), this.waiting);
    [this.waiting, this.waitingBytes] = [[], 0];
  }

  private async write(statement: string, values: unknown[]): Promise<void> {
    await this.client.query({ ...sql(statement), values });
  }
}

interface DumpedRun {
  readonly public_id: string;
  readonly project: string;
  readonly taken: boolean;
}

interface RestoredMetric {
  readonly there: number;
  readonly here: number;
  readonly name: string;
  readonly agrees: boolean;
}

interface Binding {
  readonly metric: number;
  readonly version: number;
}
