import { BLOCK, LEVEL, type SeriesRow } from '../store/tile.js';
import { rangeOf } from './held-tiles.js';
import type { RunView } from './run-view.js';
import type { RunViews } from './run-views.js';
import { pendingFrom } from './scalar-patch.js';
import type { ScalarSource } from './scalar-source.js';

/** Whether a series with an axis has a vector that counts. */
export type ShowsVectors = (view: RunView, metric: number) => Promise<boolean>;

/**
 * The metrics of a run that have something to show. A row tells it, unless a cut waits to be folded that begins at or before the
 * first step of the series: then the last tile is looked into. A fold takes what is hidden from all tiles of a series at once, so
 * one tile stands for all.
 */
export class VisibleSeries {
  constructor(
    private readonly views: RunViews,
    private readonly source: ScalarSource,
    private readonly showsVectors: ShowsVectors,
  ) {}

  async of(view: RunView): Promise<readonly number[]> {
    const cut = pendingFrom(view);
    const rows = [...view.series.values()].filter(({ n }) => n > 0n);
    const isSure = ({ firstStep }: SeriesRow) => cut === undefined || (firstStep !== null && firstStep < cut);
    const known = new Set([...rows.filter(isSure).map(({ metric }) => metric), ...view.tail.metrics()]);
    const doubtful = rows.filter(({ metric }) => !known.has(metric));
    return [...known, ...(await this.shown(view, doubtful))];
  }

  private async shown({ run }: RunView, doubtful: readonly SeriesRow[]): Promise<number[]> {
    if (doubtful.length === 0) return [];
    const scalars = doubtful.filter(({ axisVersion }) => axisVersion === null);
    const last = { level: LEVEL.data, block: BLOCK.first };
    const tiles = scalars.map(({ metric, lastStep }) => ({ metric, ...last, from: lastStep, to: lastStep }));
    const view = await this.views.read(run, { series: 'all', tiles });
    const shown = scalars.filter(({ metric, lastStep }) => {
      const read = { from: lastStep, to: lastStep };
      return this.source.points(view, metric, { range: EVERYTHING, read: [read] }).steps.length > 0;
    });
    const vectors = doubtful.filter(({ axisVersion }) => axisVersion !== null);
    const answers = await Promise.all(vectors.map(({ metric }) => this.showsVectors(view, metric)));
    return [...shown, ...vectors.filter((_, i) => answers[i])].map(({ metric }) => metric);
  }
}

const EVERYTHING = rangeOf();
