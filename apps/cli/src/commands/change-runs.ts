import { RunView } from '@graticule/contracts';
import { problemLines } from '../api-problem-lines.js';
import { EXIT } from '../exit-code.js';
import { openService } from '../service.js';
import { printable } from '../terminal/display-text.js';

export interface ChangeOptions {
  readonly json?: true;
}

/** Asks for one change of each run. A refusal is explained and the others are still asked for; the exit code tells. */
export async function changeRuns(
  change: 'cancel' | 'retry',
  ids: readonly string[],
  options: ChangeOptions,
): Promise<void> {
  const { client, output } = await openService(options);
  const changed: RunView[] = [];
  for (const id of ids) {
    try {
      changed.push(RunView.parse(await client.json('POST', `/runs/${encodeURIComponent(id)}/${change}`)));
    } catch (error) {
      const lines = problemLines(error);
      if (lines === undefined) throw error;
      output.note(`run ${printable(id)}`);
      for (const line of lines) output.note(line);
      process.exitCode = EXIT.failed;
    }
  }
  output.write({ runs: changed }, () =>
    changed.map((run) => `${run.id}  ${printable(run.name)}  ${stateAfter(change, run)}`),
  );
}

/** A run that trains is stopped by its worker, which hears of it with its next heartbeat. */
const stateAfter = (change: 'cancel' | 'retry', { status }: RunView): string =>
  change === 'cancel' && status !== 'CANCELLED' ? `${status}, its worker is told to stop` : status;
