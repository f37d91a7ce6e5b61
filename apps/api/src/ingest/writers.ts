import type { AttemptPrincipal, Principal } from '@graticule/access';
import { type RunId, RunId as RunIdSchema } from '@graticule/contracts';
import type { MetricGate, Writer } from '@graticule/metrics';
import { AppError, type Clock } from '@graticule/platform';
import type { Visible } from '../access/visible.js';

interface Known {
  readonly writer: Writer;
  readonly until: number;
}

/**
 * In whose name a batch is written. An attempt token says all of it itself. For an API key the run and its gate are looked
 * up and remembered for a moment, so that a loop that sends every second does not ask the database twice per batch. A
 * memory that is out of date is harmless: the append itself checks attempt and epoch, answers 'stale', and the caller asks
 * `fresh` once.
 */
export class Writers {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly visible: Visible,
    private readonly gate: MetricGate,
    private readonly clock: Clock,
    private readonly limits = { keepMs: 5_000, most: 10_000 },
  ) {}

  async of(caller: Principal, id: string): Promise<Writer> {
    if (caller.kind === 'attempt') return ofAttempt(caller, id);
    const known = this.known.get(`${caller.teamKey}/${id}`);
    return known && known.until > this.clock.now().getTime() ? known.writer : this.fresh(caller, id);
  }

  /** Undoes what is remembered. An attempt has nothing to undo: its epoch is its own. */
  async fresh(caller: Principal, id: string): Promise<Writer> {
    if (caller.kind === 'attempt') return ofAttempt(caller, id);
    const run = await this.visible.run(caller, id);
    const gate = await this.gate.current(run.key);
    if (!gate) throw new AppError('RUN_ENDED', `The run ${id} waits for a worker and takes no measurements yet.`);
    const { attempt, epoch } = gate;
    const writer = { runKey: run.key, projectKey: run.projectKey, attempt, epoch };
    this.remember(`${caller.teamKey}/${id}`, writer);
    return writer;
  }

  private remember(key: string, writer: Writer): void {
    if (this.known.size >= this.limits.most) this.known.clear();
    this.known.set(key, { writer, until: this.clock.now().getTime() + this.limits.keepMs });
  }
}

function ofAttempt(caller: AttemptPrincipal, id: string): Writer {
  const parsed = RunIdSchema.safeParse(id);
  const own: RunId = caller.runId;
  if (!parsed.success || parsed.data !== own) throw new AppError('NOT_FOUND', `There is no run ${id}.`);
  return { runKey: caller.runKey, projectKey: caller.projectKey, attempt: caller.attempt, epoch: caller.epoch };
}
