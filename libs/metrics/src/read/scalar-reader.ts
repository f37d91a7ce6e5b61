import type { RunKey } from '@graticule/contracts';
import { BoundedCache } from '../store/bounded-cache.js';
import { LEVEL } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';
import type { ScalarPoints } from '../tiles/points.js';
import { rangeOf } from './held-tiles.js';
import type { RunView } from './run-view.js';
import { readEnvelope } from './scalar-envelope.js';
import { ScalarOverlay } from './scalar-overlay.js';
import { readHistory, readLast, readPage } from './scalar-pages.js';
import { columnsOf } from './scalar-points.js';
import type { Answer, ScalarQuestion } from './scalar-question.js';
import { type ScalarSource, spansAt } from './scalar-source.js';
import type { SeriesSummary } from './series-summary.js';
import type { Slice } from './slice.js';
import type { SliceMode, SliceRequest } from './slice-request.js';

/** An answer without its view: that would hold tiles which the memory has long let go. */
interface Kept {
  readonly state: object;
  readonly asked: readonly TileSpan[];
  readonly slice: Slice;
}

type ScalarRequest = SliceRequest & { readonly maxPoints: number };

const CACHED_ANSWER_BYTES = 64 * 1024 * 1024;
const CACHED_SERIES_BYTES = 128 * 1024 * 1024;
const BYTES_PER_POINT = 40;

const READ: Record<SliceMode, (source: ScalarSource, question: ScalarQuestion) => Promise<Answer>> = {
  ENVELOPE: readEnvelope,
  RAW: readPage,
  LAST: readLast,
};

/** Answers questions about scalar series. An answer is kept until the run changes, so a chart asked for again is one small statement. */
export class ScalarReader {
  private readonly answers = new BoundedCache<string, Kept>(CACHED_ANSWER_BYTES);
  private readonly whole = new BoundedCache<string, { readonly state: object; readonly points: ScalarPoints }>(
    CACHED_SERIES_BYTES,
  );

  constructor(private readonly source: ScalarSource) {}

  /** The request has been checked. */
  async slice(run: RunKey, metric: number, request: ScalarRequest): Promise<Slice> {
    const { mode = 'ENVELOPE', history = false, skip = 0, steps, maxPoints: limit } = request;
    const range = rangeOf(steps);
    const key = `${run} ${metric} ${mode} ${history} ${range.from} ${range.to} ${limit} ${skip}`;
    const kept = this.answers.get(key);
    // What the last answer was made from is what this one needs, unless the run has changed much.
    const seen = kept && (await this.source.look(run, metric, kept.asked));
    if (kept !== undefined && kept.state === seen?.view.state) return kept.slice;
    const answer = await (history ? readHistory : READ[mode])(this.source, { run, metric, range, limit, skip, seen });
    const { state } = answer.seen.view;
    this.answers.set(
      key,
      { state, asked: answer.seen.asked, slice: answer.slice },
      1000 + answer.slice.steps.length * BYTES_PER_POINT,
    );
    return answer.slice;
  }

  /** All canonical points. */
  async points(run: RunKey, metric: number): Promise<ScalarPoints> {
    const key = `${run} ${metric}`;
    const kept = this.whole.get(key);
    if (kept !== undefined && (await this.source.look(run, metric, [])).view.state === kept.state) return kept.points;
    const range = rangeOf();
    const { view } = await this.source.look(run, metric, spansAt(metric, LEVEL.data, [range]));
    const points = columnsOf(this.source.points(view, metric, { range }));
    this.whole.set(key, { state: view.state, points }, 200 + points.steps.length * BYTES_PER_POINT);
    return points;
  }

  /** The exact summary. `view` has the row of the series: mostly that and the tail are enough. */
  async summary(view: RunView, metric: number): Promise<SeriesSummary> {
    const overlay = new ScalarOverlay(this.source, metric);
    if (overlay.spans(view).length === 0) return overlay.of(view);
    const seen = { view, asked: [] };
    const settled = await this.source.settled({ run: view.run, metric, spansOf: (now) => overlay.spans(now), seen });
    return overlay.of(settled.view);
  }
}
