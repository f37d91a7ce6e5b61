import { fromWireNumber, type RunStatus } from '@graticule/contracts';
import type { GraticuleClient } from '@graticule/sdk';
import { CommandFailed } from '../command-failed.js';
import type { Output } from '../output.js';
import { printable } from '../terminal/display-text.js';
import type { ProgressItem } from '../terminal/progress-line.js';
import { pollUntil } from './poll-until.js';
import { progressViewOn } from './progress-view.js';
import {
  type RunAnswer,
  STUDY_PROGRESS,
  type StudyAnswer,
  type StudyProgress,
  type VerdictAnswer,
} from './run-queries.js';

export type DecidedStudy = StudyAnswer & { readonly verdict: VerdictAnswer };

const INTERVAL_MS = 1_000;
const PATIENCE_MS = 120_000;
/** A verdict is computed within seconds of the last run's end. */
const VERDICT_MS = 120_000;
const QUIET: ReadonlySet<RunStatus> = new Set(['FINISHED', 'FAILED', 'CANCELLED', 'LOST']);

interface Followed {
  readonly client: GraticuleClient;
  readonly output: Output;
  readonly id: string;
}

/** Shows the study's runs until its verdict is there. One request per look, whatever the number of runs. */
export async function followStudy({ client, output, id }: Followed): Promise<DecidedStudy> {
  const view = progressViewOn(output);
  let quietSince: number | undefined;
  let absent = false;
  const explained = new Set<string>();
  const last = await pollUntil<StudyAnswer>({
    ask: async () => found((await client.graphql<StudyProgress>(STUDY_PROGRESS, { id })).study, id),
    see: (study) => {
      absent = false;
      view.show(study.runs.map(progressItem));
      for (const line of newCauses(study.runs, explained)) output.note(line);
      const quiet = study.runs.every((run) => QUIET.has(run.status));
      quietSince = quiet ? (quietSince ?? performance.now()) : undefined;
      const overdue = quietSince !== undefined && performance.now() - quietSince > VERDICT_MS;
      return study.verdict !== null || overdue ? 'enough' : 'go on';
    },
    onAbsence: () => {
      if (!absent) output.note('the service does not answer; waiting for it');
      absent = true;
    },
    intervalMs: INTERVAL_MS,
    patienceMs: PATIENCE_MS,
  });
  view.end();
  if (last.verdict === null) throw noVerdict(last);
  return { ...last, verdict: last.verdict };
}

export function progressItem(run: RunAnswer): ProgressItem {
  return { name: run.name, status: run.status, fraction: fromWireNumber(run.series?.summary.last) };
}

/** A failure is explained when it is first seen, not only at the end. */
function newCauses(runs: readonly RunAnswer[], explained: Set<string>): string[] {
  const failed = runs.filter((run) => (run.status === 'FAILED' || run.status === 'LOST') && run.cause !== null);
  const fresh = failed.filter((run) => !explained.has(`${run.id} ${run.status}`));
  for (const run of fresh) explained.add(`${run.id} ${run.status}`);
  return fresh.map(({ name, status, cause }) => printable(`${name} ${status}: ${cause?.message} (${cause?.code})`));
}

function found(study: StudyAnswer | null, id: string): StudyAnswer {
  if (study === null) throw new CommandFailed('there is no such study', { where: id, action: 'Check the id.' });
  return study;
}

const noVerdict = (study: StudyAnswer) =>
  new CommandFailed('every run has ended and no verdict has been reached', {
    where: `study ${study.id}`,
    action: 'Read the causes of the runs with `graticule runs`, then submit the study again.',
  });
