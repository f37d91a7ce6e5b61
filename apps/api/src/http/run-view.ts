import { type RunView, RunView as RunViewSchema, toWireInteger } from '@graticule/contracts';
import type { RunRecord } from '@graticule/runs';

const instant = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A run as REST answers with it. */
export function runView(run: RunRecord): RunView {
  return RunViewSchema.parse({
    id: run.id,
    name: run.name,
    project: run.projectSlug,
    status: run.status,
    cause: run.cause,
    recipe: run.recipe,
    study: run.studyId,
    role: run.studyRole,
    config: run.config,
    seed: run.seed === null ? null : toWireInteger(run.seed),
    tags: run.tags,
    notes: run.notes,
    attempt: run.attempt,
    forkOf: run.forkOf === null ? null : { run: run.forkOf.run, step: toWireInteger(run.forkOf.step) },
    createdAt: run.createdAt.toISOString(),
    startedAt: instant(run.startedAt),
    endedAt: instant(run.endedAt),
    lastSeenAt: instant(run.lastSeenAt),
  });
}
