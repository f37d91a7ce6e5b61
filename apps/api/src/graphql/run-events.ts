import type { ProjectKey } from '@graticule/contracts';
import type { Logger } from '@graticule/platform';
import type { RunEvent } from '@graticule/runs';
import { type EventFeed, EventReader } from './event-reader.js';

/** Where events are read from. RunCatalog is one. */
export interface EventSource {
  events(project: ProjectKey, after: bigint, limit: number): Promise<readonly RunEvent[]>;
  /** The number of the project's latest event; 0 when there is none. */
  lastEvent(project: ProjectKey): Promise<bigint>;
}

const PAGE = 200;
const KEPT = 1_000;

/**
 * The events of projects, for any number of readers. Invariants: one poll per project however many read it, none without
 * readers; each reader gets every event above its number exactly once and in order. The latest events are kept in memory;
 * a reader that has fallen behind them reads the database until it has caught up.
 */
export class RunEvents {
  private readonly rooms = new Map<ProjectKey, Room>();

  constructor(
    private readonly source: EventSource,
    private readonly log: Logger,
    private readonly pollMs = 500,
  ) {}

  /** A stream of the events numbered above `after`; without it, of those that happen from now on. */
  async stream(project: ProjectKey, after?: bigint): Promise<EventReader> {
    const last = await this.source.lastEvent(project);
    return (this.rooms.get(project) ?? this.openRoom(project, last)).admit(after ?? last);
  }

  private openRoom(project: ProjectKey, last: bigint): Room {
    const room = new Room(project, last, this.source, this.log);
    this.rooms.set(project, room);
    room.start(this.pollMs, () => this.rooms.delete(project));
    return room;
  }

  /** Ends every stream. */
  async close(): Promise<void> {
    await Promise.all([...this.rooms.values()].map((room) => room.close()));
  }
}

class Room implements EventFeed {
  /** The latest events, ascending: everything that is numbered above `from`. */
  private recent: RunEvent[] = [];
  private readonly readers = new Set<EventReader>();
  private timer: NodeJS.Timeout | undefined;
  private empty: () => void = () => undefined;

  // oxlint-disable-next-line max-params -- built in one place
  constructor(
    private readonly project: ProjectKey,
    private from: bigint,
    private readonly source: EventSource,
    private readonly log: Logger,
  ) {}

  start(pollMs: number, empty: () => void): void {
    this.empty = empty;
    this.schedule(pollMs);
  }

  admit(seen: bigint): EventReader {
    const reader = new EventReader(this, seen);
    this.readers.add(reader);
    return reader;
  }

  async above(number: bigint): Promise<readonly RunEvent[]> {
    if (number < this.from) return this.source.events(this.project, number, PAGE);
    return this.recent.filter((event) => event.number > number);
  }

  async more(reader: EventReader, number: bigint): Promise<void> {
    // Events may have come between the reader's question and this one; nobody would wake it for them.
    if ((this.recent.at(-1)?.number ?? this.from) <= number) await reader.waiting();
  }

  leave(reader: EventReader): void {
    this.readers.delete(reader);
    if (this.readers.size > 0) return;
    clearTimeout(this.timer);
    this.empty();
  }

  async close(): Promise<void> {
    await Promise.all([...this.readers].map((reader) => reader.return()));
  }

  private schedule(pollMs: number): void {
    this.timer = setTimeout(() => {
      void this.poll().finally(() => {
        if (this.readers.size > 0) this.schedule(pollMs);
      });
    }, pollMs);
    this.timer.unref();
  }

  private async poll(): Promise<void> {
    try {
      const events = await this.source.events(this.project, this.recent.at(-1)?.number ?? this.from, PAGE);
      if (events.length > 0) this.take(events);
    } catch (error) {
      // Readers keep their numbers, so the next poll goes on where this one failed.
      this.log.warn({ err: error, project: this.project }, 'the events of a project could not be read');
    }
  }

  private take(events: readonly RunEvent[]): void {
    this.recent.push(...events);
    const surplus = this.recent.splice(0, Math.max(0, this.recent.length - KEPT));
    this.from = surplus.at(-1)?.number ?? this.from;
    for (const reader of this.readers) reader.wake();
  }
}
