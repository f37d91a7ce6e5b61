import type { AxisVersion } from '../dictionary/axis-version.js';
import { hiddenFrom } from '../fold/hidden.js';
import { BLOCK, LEVEL, type StoredTile } from '../store/tile.js';
import { columnSteps } from '../tiles/vector-layout.js';
import { decodeOpen, decodeVectorHistory, type StoredVector } from '../tiles/vector-open.js';
import { checkColumns } from './check-columns.js';
import { checkPlace, checkSteps, type Place, readTile } from './read-tile.js';
import type { Examined, SeriesUnderCheck } from './series-check.js';
import { ofTile } from './store-problem.js';
import { VectorScan } from './vector-scan.js';

/** The rows of an axis series: columns, whole vectors that wait to be laid out, history. */
export async function checkVectors(series: SeriesUnderCheck, axis: AxisVersion): Promise<Examined | undefined> {
  const check = new VectorCheck(series, axis);
  await check.columns();
  await check.open();
  await check.history();
  await check.strays();
  return check.examined();
}

class VectorCheck {
  private readonly scan = new VectorScan();
  private unreadable = 0;
  private sealedN = 0;
  /** Rows that were looked at. */
  private seen = 0;

  constructor(
    private readonly series: SeriesUnderCheck,
    private readonly axis: AxisVersion,
  ) {}

  async columns(): Promise<void> {
    for await (const column of checkColumns(this.series, this.axis)) {
      this.seen += column.rows;
      const { place, trailer } = column;
      if (trailer === undefined) {
        this.unreadable++;
        continue;
      }
      this.sealedN += trailer.steps.length;
      trailer.steps.forEach((step, i) => {
        this.scan.add(step, trailer.nonFinite[i]!);
        this.checkAttempt(place, step, trailer.attempts[i]!);
      });
    }
  }

  async open(): Promise<void> {
    const { rows, metric, row, gate, tell } = this.series;
    let before: Place | undefined;
    let waiting = 0;
    for await (const tile of rows.tiles(metric, LEVEL.data, BLOCK.open)) {
      checkPlace(tile, before, { fold: gate.fold, tell });
      before = tile;
      waiting += tile.n;
      this.seen++;
      if (row?.sealedHi != null && tile.lo <= row.sealedHi)
        tell(ofTile(tile, `is open and begins before the end of the columns, ${row.sealedHi}`));
      this.openRow(tile);
    }
    const say = (what: string) => tell({ kind: 'rows', metric, level: LEVEL.data, block: BLOCK.open, what });
    if (waiting >= columnSteps(this.axis.size)) say(`${waiting} vectors are open; so many should be sealed`);
    if (waiting > 0 && gate.packed) say(`${waiting} vectors are open in a run that is packed`);
  }

  async history(): Promise<void> {
    const { rows, metric, gate, tell } = this.series;
    for await (const tile of rows.tiles(metric, LEVEL.history)) {
      this.seen++;
      checkPlace(tile, undefined, { fold: gate.fold, tell });
      this.checkNames(tile, readTile(tile, tell, decodeVectorHistory) ?? []);
    }
  }

  /** Every row is one of those that an axis series has. */
  async strays(): Promise<void> {
    const { rows, metric, tell } = this.series;
    const all = [...((await rows.levels()).get(metric)?.values() ?? [])].reduce((sum, n) => sum + n, 0);
    if (all !== this.seen) tell({ kind: 'rows', metric, what: `${all - this.seen} tiles belong to nothing` });
  }

  examined(): Examined | undefined {
    const sealed = { sealedHi: this.series.row?.sealedHi ?? null, sealedN: BigInt(this.sealedN) };
    return this.unreadable > 0 ? undefined : { numbers: this.scan.numbers(sealed), scale: 0 };
  }

  private openRow(tile: StoredTile): void {
    const { tell } = this.series;
    const vectors = readTile(tile, tell, decodeOpen);
    if (vectors === undefined) {
      this.unreadable++;
      return;
    }
    const steps = BigInt64Array.from(vectors, ({ group }) => group.step);
    checkSteps(tile, steps, tell);
    this.checkNames(tile, vectors);
    for (const { attempt, group } of vectors) {
      this.scan.add(group.step, nonFiniteOf(group.values));
      this.checkAttempt(tile, group.step, attempt);
    }
  }

  private checkNames(tile: StoredTile, vectors: readonly StoredVector[]): void {
    const { metric, row, tell } = this.series;
    for (const { group } of vectors) {
      if (group.metric !== metric) tell(ofTile(tile, `holds a vector of metric ${group.metric}`, group.step));
      if (row !== undefined && group.axisVersion !== row.axisVersion) {
        const what = `holds a vector over axis version ${group.axisVersion}; the series is bound to ${row.axisVersion}`;
        tell(ofTile(tile, what, group.step));
      }
    }
  }

  private checkAttempt(place: Place, step: bigint, attempt: number): void {
    const { gate, cuts, tell } = this.series;
    if (attempt > gate.attempt)
      tell(ofTile(place, `has a vector of attempt ${attempt}; the run is at ${gate.attempt}`, step));
    const followed = cuts.filter(({ folded }) => folded);
    const from = hiddenFrom(followed, attempt);
    if (from !== undefined && step >= from)
      tell(ofTile(place, `holds a vector of attempt ${attempt} that a later one hides`, step));
  }
}

function nonFiniteOf(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) count++;
  return count;
}
