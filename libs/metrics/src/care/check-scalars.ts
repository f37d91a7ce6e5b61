import { hiddenFrom } from '../fold/hidden.js';
import { BLOCK, LEVEL, type StoredTile, TILE_POINTS } from '../store/tile.js';
import { decodeHistory, decodePoints } from '../tiles/point-tile.js';
import type { AttemptPoints } from '../tiles/points.js';
import { PyramidCheck } from './pyramid-check.js';
import { checkPlace, checkSteps, readTile } from './read-tile.js';
import { ScalarScan } from './scalar-scan.js';
import type { Examined, SeriesUnderCheck } from './series-check.js';
import { ofTile } from './store-problem.js';

/** The rows of a scalar series: points, pyramid, history. */
export async function checkScalars(series: SeriesUnderCheck): Promise<Examined | undefined> {
  const check = new ScalarCheck(series);
  await check.points();
  await check.history();
  return check.examined();
}

class ScalarCheck {
  private readonly scan = new ScalarScan();
  private readonly pyramid: PyramidCheck;
  private readonly sealedHi: bigint | null;
  private unreadable = 0;
  private open = 0;
  private before: StoredTile | undefined;

  constructor(private readonly series: SeriesUnderCheck) {
    const { rows, metric, row, gate, tell } = series;
    this.sealedHi = row?.sealedHi ?? null;
    this.pyramid = new PyramidCheck(rows, metric, { fold: gate.fold, tell });
  }

  async points(): Promise<void> {
    const { rows, metric, gate, tell } = this.series;
    for await (const tile of rows.tiles(metric, LEVEL.data)) {
      if (tile.block === BLOCK.first) await this.pointsOf(tile);
      else tell(ofTile(tile, 'is in a block that a scalar series does not have'));
    }
    await this.pyramid.end();
    const { open } = this;
    if (open >= TILE_POINTS)
      tell({ kind: 'rows', metric, level: LEVEL.data, what: `${open} points are open; so many should be sealed` });
    if (open > 0 && gate.packed)
      tell({ kind: 'rows', metric, level: LEVEL.data, what: `${open} points are open in a run that is packed` });
  }

  async history(): Promise<void> {
    const { rows, metric, gate, tell } = this.series;
    for await (const tile of rows.tiles(metric, LEVEL.history)) {
      // History has no order of steps, so nothing is before anything.
      checkPlace(tile, undefined, { fold: gate.fold, tell });
      const points = readTile(tile, tell, decodeHistory);
      if (points === undefined) continue;
      const [lo, hi] = extent(points.steps);
      if (lo !== tile.lo || hi !== tile.hi)
        tell(ofTile(tile, `says steps ${tile.lo} to ${tile.hi} and holds ${lo} to ${hi}`));
    }
  }

  examined(): Examined | undefined {
    if (this.unreadable > 0) return undefined;
    return { numbers: this.scan.numbers(this.sealedHi), scale: this.scan.scale };
  }

  private async pointsOf(tile: StoredTile): Promise<void> {
    const { gate, tell } = this.series;
    const { sealedHi } = this;
    checkPlace(tile, this.before, { fold: gate.fold, tell });
    this.before = tile;
    const isSealed = sealedHi !== null && tile.lo <= sealedHi;
    if (isSealed && tile.hi > sealedHi)
      tell(ofTile(tile, `ends at step ${tile.hi}, beyond the last sealed ${sealedHi}`));
    if (isSealed && tile.n >= 2 * TILE_POINTS)
      tell(ofTile(tile, `holds ${tile.n} points, more than a sealed tile may`));
    if (!isSealed) this.open += tile.n;
    const points = readTile(tile, tell, decodePoints);
    if (isSealed) await this.pyramid.pass(tile, points);
    if (points === undefined) {
      this.unreadable++;
      return;
    }
    this.scan.add(points, isSealed ? 'sealed' : 'open');
    checkSteps(tile, points.steps, tell);
    this.checkAttempts(tile, points);
  }

  /** No attempt that has not begun, and nothing that a cut hides once the tiles follow it. */
  private checkAttempts(tile: StoredTile, { steps, attempts }: AttemptPoints): void {
    const { gate, cuts, tell } = this.series;
    const followed = cuts.filter(({ folded }) => folded);
    for (const attempt of new Set(attempts)) {
      if (attempt > gate.attempt) tell(ofTile(tile, `has points of attempt ${attempt}; the run is at ${gate.attempt}`));
      const from = hiddenFrom(followed, attempt);
      const at = from === undefined ? -1 : attempts.findIndex((by, i) => by === attempt && steps[i]! >= from);
      if (at >= 0) tell(ofTile(tile, `holds a point of attempt ${attempt} that a later one hides`, steps[at]));
    }
  }
}

function extent(steps: BigInt64Array): readonly [lo: bigint, hi: bigint] {
  let [lo, hi] = [steps[0]!, steps[0]!];
  for (const step of steps) {
    if (step < lo) lo = step;
    if (step > hi) hi = step;
  }
  return [lo, hi];
}
