import { EmbeddedPostgres } from '@graticule/database';
import type { Part, Running } from './supervisor.js';

/** Postgres in the data directory. It keeps its port, so whoever knows its address finds it again after a restart. */
export class PostgresPart implements Part {
  readonly name = 'postgres';
  readonly patienceMs = 10_000;
  private address: string | undefined;

  constructor(private readonly dataDirectory: string) {}

  /** With the password: never to be logged. */
  get url(): string {
    if (this.address === undefined) throw new Error('Postgres has not been started');
    return this.address;
  }

  async start(signal: AbortSignal): Promise<Running> {
    const postgres = await EmbeddedPostgres.start({ dataDirectory: this.dataDirectory, signal });
    this.address = postgres.url;
    return {
      ended: postgres.ended,
      kill: () => postgres.kill(),
      stop: async (patienceMs) => {
        // The server is detached and keeps no event loop alive: this timer does, until it has gone.
        const impatience = setTimeout(() => postgres.kill(), patienceMs);
        await postgres.stop();
        clearTimeout(impatience);
      },
    };
  }
}
