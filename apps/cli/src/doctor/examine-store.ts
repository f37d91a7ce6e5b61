import { RunId } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import type { Repair, RunInStore, StoreDoctor, StoreProblem } from '@graticule/metrics';
import { CommandFailed, misused } from '../command-failed.js';
import { EXIT } from '../exit-code.js';
import { withDatabase } from '../open-database.js';
import type { Output } from '../output.js';
import type { Settings } from '../settings.js';

export interface StoreOptions {
  /** Public id of the one run to examine. */
  readonly run?: string;
  readonly repair?: true;
}

/** A problem, said so that it can be found: by the public id of the run and the name of the metric. */
interface Finding {
  readonly run: string;
  readonly metric: string | null;
  readonly level: number | null;
  readonly block: number | null;
  readonly step: string | null;
  readonly what: string;
}

interface Totals {
  runs: number;
  series: number;
  tiles: number;
  batches: number;
  problems: number;
  repaired: number;
}

/** How often the progress is written where it cannot be redrawn. */
const TILES_PER_NOTE = 100_000;

/** Compares the measurements of a database that may be in use with what the store promises; on request repairs summaries. */
export async function examineStore(settings: Settings, output: Output, options: StoreOptions): Promise<void> {
  await withDatabase(settings, async (database) => {
    const examination = await Examination.on(database, output, options);
    await examination.all();
    examination.conclude();
  });
}

class Examination {
  private readonly findings: Finding[] = [];
  private readonly repairs: (Finding & { readonly kind: Repair['kind'] })[] = [];
  private readonly totals: Totals = { runs: 0, series: 0, tiles: 0, batches: 0, problems: 0, repaired: 0 };

  private constructor(
    private readonly doctor: StoreDoctor,
    private readonly names: (metrics: readonly number[]) => Promise<ReadonlyMap<number, string>>,
    private readonly output: Output,
    private readonly options: StoreOptions,
  ) {}

  static async on({ pool, poolOf }: Database, output: Output, options: StoreOptions): Promise<Examination> {
    const { MetricDictionary, StoreDoctor: Doctor } = await import('@graticule/metrics');
    const dictionary = new MetricDictionary(pool);
    const names = async (metrics: readonly number[]) =>
      new Map([...(await dictionary.byId(metrics)).values()].map(({ id, name }) => [id, name]));
    return new Examination(new Doctor(pool, poolOf), names, output, options);
  }

  async all(): Promise<void> {
    for await (const run of this.runs()) {
      await this.examine(run);
    }
    if (this.output.notes.isTTY) this.output.live.draw([]);
    this.output.live.release();
  }

  conclude(): void {
    const { totals, findings, repairs } = this;
    this.output.write({ ...totals, findings, repairs }, () => [
      `${totals.runs} runs, ${totals.series} series, ${totals.tiles} tiles, ${totals.batches} waiting batches: ` +
        (totals.problems === 0 ? 'nothing is wrong' : `${totals.problems} problems, ${totals.repaired} repaired`),
    ]);
    if (totals.problems > totals.repaired) process.exitCode = EXIT.failed;
  }

  private async *runs(): AsyncGenerator<RunInStore> {
    if (this.options.run === undefined) {
      yield* this.doctor.runs();
      return;
    }
    const publicId = RunId.safeParse(this.options.run).data;
    if (publicId === undefined) throw misused(`--run ${this.options.run}`, 'Write the id that `graticule runs` shows.');
    const run = await this.doctor.runOf(publicId);
    if (run === undefined) throw new CommandFailed('there is no such run', { where: publicId });
    yield { run, publicId };
  }

  private async examine(inStore: RunInStore): Promise<void> {
    const problems: StoreProblem[] = [];
    const { totals } = this;
    const counted = totals.tiles;
    const { series, tiles, batches } = await this.doctor.examine(
      inStore.run,
      (problem) => problems.push(problem),
      (read) => this.showProgress(read),
    );
    totals.runs++;
    totals.series += series;
    totals.tiles = counted + tiles;
    totals.batches += batches;
    totals.problems += problems.length;
    const names = await this.names(problems.flatMap(({ metric }) => metric ?? []));
    for (const problem of problems) this.say(findingOf(inStore, problem, names));
    const wrong = problems.flatMap(({ kind, metric }) => (kind === 'summary' ? (metric ?? []) : []));
    if (!this.options.repair || wrong.length === 0) return;
    const mended = await this.repair(inStore, [...new Set(wrong)], names);
    totals.repaired += wrong.filter((metric) => mended.has(metric)).length;
  }

  private say(finding: Finding): void {
    this.findings.push(finding);
    if (this.output.format === 'text') this.output.note(lineOf(finding));
  }

  /** Answers with the metrics whose summaries are right now. */
  private async repair(
    inStore: RunInStore,
    metrics: readonly number[],
    names: ReadonlyMap<number, string>,
  ): Promise<ReadonlySet<number>> {
    const repairs = await this.doctor.repair(inStore.run, metrics);
    for (const repair of repairs) {
      for (const what of saidOf(repair)) {
        const finding = findingOf(inStore, { kind: 'summary', metric: repair.metric, what }, names);
        this.repairs.push({ ...finding, kind: repair.kind });
        if (this.output.format === 'text') this.output.note(lineOf(finding));
      }
    }
    return new Set(repairs.filter(({ kind }) => kind !== 'not repaired').map(({ metric }) => metric));
  }

  private showProgress(read: number): void {
    const { totals, output } = this;
    const before = totals.tiles;
    totals.tiles += read;
    const line = `${totals.runs} runs and ${totals.tiles} tiles examined, ${totals.problems} problems`;
    if (output.notes.isTTY) output.live.draw([line]);
    else if (Math.floor(before / TILES_PER_NOTE) < Math.floor(totals.tiles / TILES_PER_NOTE)) output.note(line);
  }
}

function findingOf(
  { run, publicId }: RunInStore,
  { metric, level, block, step, what }: StoreProblem,
  names: ReadonlyMap<number, string>,
): Finding {
  return {
    run: publicId ?? `key ${run}`,
    metric: metric === undefined ? null : (names.get(metric) ?? `id ${metric}`),
    level: level ?? null,
    block: block ?? null,
    step: step === undefined ? null : String(step),
    what,
  };
}

function lineOf({ run, metric, level, block, step, what }: Finding): string {
  const place = [
    `run ${run}`,
    metric === null ? undefined : `metric “${metric}”`,
    level === null ? undefined : `level ${level}`,
    block === null ? undefined : `block ${block}`,
    step === null ? undefined : `step ${step}`,
  ];
  return `${place.filter((part) => part !== undefined).join(', ')}: ${what}`;
}

function saidOf(repair: Repair): readonly string[] {
  if (repair.kind === 'written') return repair.differences.map((difference) => `repaired: ${difference}`);
  return [repair.kind === 'not repaired' ? `not repaired: ${repair.why}` : 'a fold has made it right meanwhile'];
}
