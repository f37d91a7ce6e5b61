import type { RunKey } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { PoolClient } from 'pg';
import { inTransaction } from '../store/in-transaction.js';
import type { PoolOf } from '../store/pool-of.js';
import { sql } from '../sql.js';
import type { Folder } from './folder.js';

/** From which run a fork begins, and the first step that is its own. */
export interface ForkRequest {
  readonly from: RunKey;
  readonly step: bigint;
}

/**
 * Begins a run with what counts of another one below a step. The tiles are copied as they are packed; then the fork is folded once,
 * as a run is whose next attempt begins at that step: this cuts the tiles that the step falls into, takes in what was still waiting, and
 * makes the summaries anew. What is cut off never was the fork's, so it is dropped and not remembered as history.
 *
 * All of it is one transaction that sees one instant of the other run. Until its commit nobody can see the fork, and nothing of
 * the other run is held or changed. One after the other in a process: a fork holds a connection while it asks for another.
 */
export class RunFork {
  private before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly poolOf: PoolOf,
    private readonly folder: Folder,
  ) {}

  /** The attempt that the fork is open to, at epoch 0. Undefined: nobody could write to the other run yet, so there is nothing to begin with. */
  begin(fork: RunKey, request: ForkRequest): Promise<number | undefined> {
    const turn = this.before.then(() => this.beginNow(fork, request));
    this.before = turn.catch(() => undefined);
    return turn;
  }

  /** Takes a fork back that nobody has seen. */
  async abandon(fork: RunKey): Promise<void> {
    await this.poolOf(fork).query({ ...sql('abandon-fork'), values: [fork] });
  }

  private async beginNow(fork: RunKey, { from, step }: ForkRequest): Promise<number | undefined> {
    const pool = this.poolOf(fork);
    // A copy from one shard to another is none of the statements here.
    if (pool !== this.poolOf(from)) throw new AppError('INTERNAL', 'a fork lies with the run it is made from');
    return inTransaction<number | undefined>(pool, async (client) => {
      await client.query(sql('fork-instant').text);
      const { rows } = await client.query<{ attempt: number }>({ ...sql('fork-gate'), values: [from, fork] });
      const attempt = rows[0]?.attempt;
      if (attempt === undefined) return { end: 'roll back', result: undefined };
      await this.copy(client, { fork, from, step });
      await client.query({ ...sql('open-gate'), values: [fork, attempt, 0n, step] });
      await this.folder.settleFork(client, fork);
      return { end: 'commit', result: attempt };
    });
  }

  private async copy(client: PoolClient, { fork, from, step }: ForkRequest & { readonly fork: RunKey }): Promise<void> {
    for (const whole of ['fork-cuts', 'fork-journal'] as const)
      await client.query({ ...sql(whole), values: [from, fork] });
    for (const below of ['fork-series', 'fork-tiles'] as const)
      await client.query({ ...sql(below), values: [from, fork, step] });
  }
}
