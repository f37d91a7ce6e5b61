import { NEXT_STATUS, RUN_STATUSES, type RunStatus } from '@graticule/contracts';
import { changeRun } from '../../libs/runs/src/change-run.js';
import { lockRun } from '../../libs/runs/src/run-state.js';
import { queued, type RunLab, runLab } from '../support/run-lab.js';

let lab: RunLab;
beforeAll(async () => void (lab = await runLab()));
afterAll(() => lab.database.close());

const pairs = RUN_STATUSES.flatMap((from) => RUN_STATUSES.map((to) => [from, to] as const));
const isLegal = (from: RunStatus, to: RunStatus) => (NEXT_STATUS[from] as readonly RunStatus[]).includes(to);
const legal = pairs.filter(([from, to]) => isLegal(from, to));
const illegal = pairs.filter(([from, to]) => !isLegal(from, to));

/** A run that is `from`, without the way there. */
async function runThatIs(from: RunStatus) {
  const run = await queued(lab);
  await lab.database.pool.query('UPDATE run SET status = $2 WHERE public_id = $1', [run.id, from]);
  return run;
}

const change = (run: { id: never }, to: RunStatus) =>
  lab.database.transaction(async (client) =>
    changeRun(client, (await lockRun(client, run.id))!, { to, cause: null, actor: 'test' }),
  );

it.each(legal)('lets a run that is %s become %s, and says so in one transition', async (from, to) => {
  const run = await runThatIs(from);
  await change(run as never, to);
  expect(await lab.status(run.id)).toBe(to);
  expect((await lab.catalog.transitions(run.key)).at(-1)).toMatchObject({ from, to, actor: 'test' });
});

it.each(illegal)('never lets a run that is %s become %s', async (from, to) => {
  const run = await runThatIs(from);
  await expect(change(run as never, to)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  expect(await lab.status(run.id)).toBe(from);
  expect(await lab.catalog.transitions(run.key)).toHaveLength(1);
});

it('has an end exactly while it has ended', async () => {
  const run = await runThatIs('RUNNING');
  await change(run as never, 'FAILED');
  expect((await lab.catalog.byId(lab.team, run.id))?.endedAt).toBeInstanceOf(Date);
  await change(run as never, 'RUNNING');
  expect((await lab.catalog.byId(lab.team, run.id))?.endedAt).toBeNull();
});
