import type { Database } from '@graticule/database';
import type { RunQueue } from '@graticule/runs';
import type { RunEvents } from '../graphql/run-events.js';

/** Closes what is open, in the order in which it is used: streams before the server stops, the stores after it. */
export class Connections {
  constructor(
    private readonly database: Database,
    private readonly queue: RunQueue,
    private readonly events: RunEvents,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.events.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
    await this.database.close();
  }
}
