import type { StudyJudge } from '@graticule/comparison';
import type { StudyId } from '@graticule/contracts';
import type { Logger } from '@graticule/platform';
import type { RunRecord, StudyDesk } from '@graticule/runs';

/**
 * Reaches the verdict of a study when its last run has ended: soon after the request that ended it, and by the sweep for
 * what no request ended. Never part of a request: a verdict that fails is logged and tried by the next sweep.
 */
export class StudyEnds {
  private readonly settling = new Map<StudyId, Promise<void>>();

  constructor(
    private readonly judge: Pick<StudyJudge, 'settle'>,
    private readonly desk: Pick<StudyDesk, 'undecided'>,
    private readonly log: Logger,
  ) {}

  runEnded(run: RunRecord): void {
    if (run.studyId !== null) void this.settle(run.studyId);
  }

  /** For an end whose run is not at hand. */
  someRunEnded(): void {
    this.settleUndecided().catch((error: unknown) =>
      this.log.warn({ err: error }, 'the open studies could not be read'),
    );
  }

  async settleUndecided(): Promise<void> {
    const due = await this.desk.undecided();
    await Promise.all(due.map((study) => this.settle(study)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.settling.values());
  }

  /** Joins the settling that runs, so that a study is not computed twice at once in one process. */
  private settle(study: StudyId): Promise<void> {
    const running = this.settling.get(study) ?? this.judged(study).finally(() => this.settling.delete(study));
    this.settling.set(study, running);
    return running;
  }

  private async judged(study: StudyId): Promise<void> {
    try {
      await this.judge.settle(study);
    } catch (error) {
      this.log.error({ err: error, study }, 'the verdict of a study could not be reached');
    }
  }
}
