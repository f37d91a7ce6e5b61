import type { Claimed } from '@graticule/contracts';
import type { Logger } from '@graticule/platform';
import type { DeliveredJob } from '@graticule/queue';
import type { Enrolment } from './enrolment.js';
import type { House } from './house.js';
import { reportEnd } from './report-end.js';
import type { Slots } from './slots.js';
import { superviseTrainer } from './supervise-trainer.js';
import type { Trainer } from './trainer-process.js';

/** Starts the trainer of a claimed attempt on a slot. */
export type StartTrainer = (claimed: Claimed, slot: number) => Trainer;

/**
 * One delivered job from slot to report. Losing the race for the claim is a normal answer. Whatever goes wrong in here
 * ends with the claim unrenewed, which the house notices by itself.
 */
export class TakeJob {
  /** A worker that asks twice is answered twice with the same claim, so it must not ask for a job that it is at. */
  private readonly atHand = new Set<string>();

  // oxlint-disable-next-line max-params -- built in one place
  constructor(
    private readonly enrolment: Enrolment,
    private readonly house: House,
    private readonly slots: Slots,
    private readonly start: StartTrainer,
    private readonly log: Logger,
  ) {}

  async take(job: DeliveredJob, stopping: AbortSignal): Promise<void> {
    const name = `${job.run}-${job.attempt}`;
    if (this.atHand.has(name)) return this.log.debug(job, 'a job came twice');
    this.atHand.add(name);
    try {
      await this.takeOnce(job, stopping);
    } finally {
      this.atHand.delete(name);
    }
  }

  private async takeOnce(job: DeliveredJob, stopping: AbortSignal): Promise<void> {
    const slot = await this.slots.take(stopping);
    if (!slot) return;
    try {
      const claimed = await this.house.claim(job, await this.enrolment.id(), stopping);
      if (claimed) await this.train(claimed, slot.index, stopping);
      else this.log.debug(job, 'nothing left to do about a job');
    } finally {
      slot.release();
    }
  }

  private async train(claimed: Claimed, slot: number, stopping: AbortSignal): Promise<void> {
    const about = { run: claimed.run, attempt: claimed.attempt, recipe: claimed.recipe.name };
    this.log.info(about, 'training');
    const supervised = await superviseTrainer(claimed, this.start(claimed, slot), this.house, stopping);
    if (supervised.kind === 'lost') return this.log.warn(about, 'the claim was lost; the trainer was stopped');
    const { report } = supervised;
    const heard = await reportEnd(claimed, report, this.house, { stopping });
    const { outcome, exitCode, signal } = report;
    this.log.info({ ...about, outcome, exitCode, signal, heard }, 'the trainer has ended');
  }
}
