import { ENDED, type RunStatus } from '@graticule/contracts';
import type { GraticuleClient } from '@graticule/sdk';
import { CommandFailed } from '../command-failed.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import type { Output } from '../output.js';
import { progressItem } from './follow-study.js';
import { printable } from '../terminal/display-text.js';
import { pollUntil } from './poll-until.js';
import { progressViewOn } from './progress-view.js';
import { sayOnInterrupt } from './say-on-interrupt.js';
import { type RunAnswer, WATCHED, type Watched } from './run-queries.js';

interface Followed {
  readonly client: GraticuleClient;
  readonly output: Output;
  readonly id: string;
}

const HAS_ENDED: ReadonlySet<RunStatus> = new Set(ENDED);

/** Shows one run until it ends. A run that did not finish makes the command fail. */
export async function followRun({ client, output, id }: Followed): Promise<ExitCode> {
  const view = progressViewOn(output);
  sayOnInterrupt(output, `the run goes on; \`graticule watch ${id}\` follows it, \`graticule cancel ${id}\` ends it`);
  const run = await pollUntil<RunAnswer>({
    ask: async () => found((await client.graphql<Watched>(WATCHED, { id })).run, id),
    see: (answer) => {
      view.show([progressItem(answer)]);
      return HAS_ENDED.has(answer.status) ? 'enough' : 'go on';
    },
    onAbsence: () => output.note('the service does not answer; waiting for it'),
    intervalMs: 1_000,
    patienceMs: 120_000,
  });
  view.end();
  const { name, status, cause } = run;
  output.write({ id, name, status, cause }, () => [
    `${id}  ${status}${cause === null ? '' : `  ${printable(cause.message)}`}`,
  ]);
  return status === 'FINISHED' ? EXIT.done : EXIT.failed;
}

function found(run: RunAnswer | null, id: string): RunAnswer {
  if (run === null)
    throw new CommandFailed('there is no such run', { where: id, action: '`graticule runs` lists the runs.' });
  return run;
}
