import type { RunKey } from '@graticule/contracts';
import { BoundedCache } from '../store/bounded-cache.js';
import type { SnapshotRequest, TileStore } from '../store/tile-store.js';
import { type HeldTiles, NONE_HELD } from './held-tiles.js';
import { RunMemory, type TilesOf } from './run-memory.js';
import type { RunQuestion, RunView } from './run-view.js';

const CACHED_BYTES = 128 * 1024 * 1024;
/** Tiles of one series and level that take more than this part of the memory are not remembered. */
const SERIES_SHARE = 4;

interface Asked {
  readonly run: RunKey;
  readonly question: RunQuestion;
  readonly tilesOf: TilesOf;
}

/** Reads runs, and remembers what it read of each: the tail of its journal, its series, and tiles of its newest fold. */
export class RunMemories {
  private readonly runs: BoundedCache<RunKey, RunMemory>;
  private readonly tiles: BoundedCache<string, { readonly fold: bigint; readonly held: HeldTiles }>;

  constructor(
    private readonly store: TileStore,
    private readonly cacheBytes: number = CACHED_BYTES,
  ) {
    this.runs = new BoundedCache(cacheBytes);
    this.tiles = new BoundedCache(cacheBytes);
  }

  /**
   * Nothing but the stamp of the run is asked for when all is known and nothing has changed; else one statement, as a rule. A fold
   * that comes in between makes what is known worthless, and a batch that commits late may stand below the bodies that were asked
   * for: then another one follows.
   */
  async read(run: RunKey, question: RunQuestion): Promise<RunView> {
    const memory = this.runs.get(run) ?? new RunMemory(run);
    const tilesOf = this.tilesOf(run);
    const first = memory.missing(question, tilesOf);
    const isCurrent = first.isComplete && (await this.store.stamp(run)) === memory.stamp;
    if (!isCurrent) await this.learn(memory, { run, question, tilesOf });
    const view = memory.view(question);
    this.remember(run, memory);
    return view;
  }

  /** The view of a question at the instant of an earlier view, when nothing has to be read for it. */
  widened(view: RunView, question: RunQuestion): RunView | undefined {
    return this.runs.get(view.run)?.widened(view, question, this.tilesOf(view.run));
  }

  private async learn(memory: RunMemory, { run, question, tilesOf }: Asked): Promise<void> {
    let lacksBodies = false;
    for (;;) {
      const { request } = memory.missing(question, tilesOf);
      const { knownJournal: _, ...whole } = request;
      const asked: SnapshotRequest = lacksBodies ? whole : request;
      lacksBodies = !memory.take(asked, await this.store.snapshot(run, asked));
      if (!lacksBodies && memory.missing(question, tilesOf).isComplete) return;
    }
  }

  private tilesOf(run: RunKey): TilesOf {
    return (place, fold) => {
      const remembered = this.tiles.get(`${run} ${place}`);
      return remembered?.fold === fold ? remembered.held : undefined;
    };
  }

  private remember(run: RunKey, memory: RunMemory): void {
    const { fold, held } = memory.takeHeld();
    for (const [place, tiles] of held) {
      const kept = tiles.weight > this.cacheBytes / SERIES_SHARE ? NONE_HELD : tiles;
      this.tiles.set(`${run} ${place}`, { fold, held: kept }, kept.weight + 200);
    }
    this.runs.set(run, memory, memory.weight);
  }
}
