import type { RunKey } from '@graticule/contracts';
import type { TileStore } from '../store/tile-store.js';
import { RunMemories } from './run-memories.js';
import type { RunQuestion, RunView } from './run-view.js';

interface Lane {
  readonly current: Promise<RunView>;
  next: { readonly questions: RunQuestion[]; readonly view: Promise<RunView> } | undefined;
}

/**
 * Views of runs. Invariants: what was acknowledged before `read` was called is in its answer; the reads of one run go one after
 * the other, and those that wait share one, so fifty charts of a run are two statements; what is known of a run is not
 * fetched again.
 */
export class RunViews {
  private readonly memories: RunMemories;
  private readonly lanes = new Map<RunKey, Lane>();

  /** `cacheBytes`: how much is remembered of all runs, of tiles and of decoded journals each. */
  constructor(store: TileStore, cacheBytes?: number) {
    this.memories = new RunMemories(store, cacheBytes);
  }

  async read(run: RunKey, question: RunQuestion): Promise<RunView> {
    const lane = this.lanes.get(run);
    if (lane === undefined) return this.start(run, [question]);
    if (lane.next === undefined) {
      // Never the read under way: its snapshot may be older than the batch that the caller has just seen acknowledged.
      const questions: RunQuestion[] = [];
      const start = () => this.start(run, questions);
      lane.next = { questions, view: lane.current.then(start, start) };
    }
    lane.next.questions.push(question);
    return lane.next.view;
  }

  /** As `read`, or the view of the question at the instant of an earlier view where that takes no statement. */
  async widened(view: RunView, question: RunQuestion): Promise<RunView> {
    return this.memories.widened(view, question) ?? this.read(view.run, question);
  }

  private start(run: RunKey, questions: readonly RunQuestion[]): Promise<RunView> {
    const lane: Lane = { current: this.memories.read(run, joined(questions)), next: undefined };
    this.lanes.set(run, lane);
    const leave = () => {
      if (lane.next === undefined) this.lanes.delete(run);
    };
    lane.current.then(leave, leave);
    return lane.current;
  }
}

function joined(questions: readonly RunQuestion[]): RunQuestion {
  const series = questions.map((question) => question.series);
  const metrics = series.filter((wanted) => wanted !== 'all');
  return {
    series: metrics.length < series.length ? 'all' : [...new Set(metrics.flat())],
    tiles: questions.flatMap(({ tiles }) => tiles),
  };
}
