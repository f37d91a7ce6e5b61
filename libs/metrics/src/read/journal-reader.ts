import type { RunKey } from '@graticule/contracts';
import { BoundedCache } from '../store/bounded-cache.js';
import type { JournalRow, MetricStore } from '../store/metric-store.js';
import { RunJournal } from './run-journal.js';

interface Lane {
  readonly current: Promise<RunJournal>;
  next: Promise<RunJournal> | undefined;
}

const CACHED_BYTES = 256 * 1024 * 1024;

/**
 * The journals of runs, decoded once. Journal rows never change, so a read asks how far each writer has come and fetches only
 * what joined. Invariants: what was acknowledged before `read` was called is in its answer; the reads of one run go one after
 * the other, and those that wait share one.
 */
export class JournalReader {
  private readonly journals: BoundedCache<RunKey, RunJournal>;
  private readonly lanes = new Map<RunKey, Lane>();

  constructor(
    private readonly store: MetricStore,
    cacheBytes: number = CACHED_BYTES,
  ) {
    this.journals = new BoundedCache(cacheBytes);
  }

  async read(run: RunKey): Promise<RunJournal> {
    const lane = this.lanes.get(run);
    if (lane === undefined) return this.start(run);
    // Never the read under way: its snapshot may be older than the batch that the caller has just seen acknowledged.
    lane.next ??= lane.current.then(
      () => this.start(run),
      () => this.start(run),
    );
    return lane.next;
  }

  private start(run: RunKey): Promise<RunJournal> {
    const lane: Lane = { current: this.refresh(run), next: undefined };
    this.lanes.set(run, lane);
    const leave = () => {
      if (lane.next === undefined) this.lanes.delete(run);
    };
    lane.current.then(leave, leave);
    return lane.current;
  }

  private async refresh(run: RunKey): Promise<RunJournal> {
    const extent = await this.store.extent(run);
    let journal = this.journals.get(run) ?? new RunJournal();
    let spans = journal.missing(extent);
    if (spans === undefined) {
      journal = new RunJournal();
      spans = journal.missing(extent) ?? [];
    }
    const rows: JournalRow[] = [];
    if (spans.length > 0)
      for await (const portion of this.store.rows(run, spans)) for (const row of portion) rows.push(row);
    journal.extend(extent, rows);
    this.journals.set(run, journal, journal.bytes + 1000);
    return journal;
  }
}
