import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RunId } from '@graticule/contracts';
import { newId } from '@graticule/platform';
import { CommandFailed } from '../../apps/cli/src/command-failed.js';
import { examineStore, type StoreOptions } from '../../apps/cli/src/doctor/examine-store.js';
import { Output } from '../../apps/cli/src/output.js';
import { program } from '../../apps/cli/src/program.js';
import { readSettings } from '../../apps/cli/src/settings.js';
import { frame, type MetricLab, metricLab, scalars } from '../support/metric-lab.js';
import { foldAll, newFolder } from '../support/store-folding.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/* The commands as `graticule doctor --store`, `dump` and `restore` run them, but in this process. */

let lab: MetricLab;
let url: string;
let folder: string;
beforeAll(async () => {
  lab = await metricLab();
  url = lab.pool.options.connectionString!;
  folder = temporaryFolder('care');
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  process.exitCode = undefined;
});

class Paper {
  readonly isTTY = false;
  text = '';

  write(text: string): void {
    this.text += text;
  }
}

async function doctor(options: StoreOptions = {}, format: 'text' | 'json' = 'text') {
  const [result, notes] = [new Paper(), new Paper()];
  process.exitCode = undefined;
  await examineStore(readSettings({ DATABASE_URL: url }), new Output(format, result, notes), options);
  return { says: result.text, notes: notes.text, exitCode: process.exitCode };
}

async function newRecordedRun() {
  const run = await lab.newRun();
  const id = RunId.parse(newId());
  await lab.pool.query(
    `INSERT INTO run (id, public_id, project_id, name, status, config) VALUES ($1, $2, $3, 'run', 'FINISHED', '{}')`,
    [run.runKey, id, lab.project],
  );
  const steps = Array.from({ length: 5000 }, (_, i) => i);
  const loss = await lab.metric('loss');
  await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(loss, steps, steps.map(Math.sqrt))] }));
  await foldAll(newFolder(lab.pool), run.runKey);
  return { run: run.runKey, id };
}

it('says that nothing is wrong, and how much it has seen', async () => {
  const { id } = await newRecordedRun();
  const { says, exitCode } = await doctor({ run: id });
  expect(says).toBe('1 runs, 1 series, 7 tiles, 0 waiting batches: nothing is wrong\n');
  expect(exitCode).toBeUndefined();
});

it('says one line per problem and fails; repairs what it can', async () => {
  const { run, id } = await newRecordedRun();
  await lab.pool.query('UPDATE store.series SET max = 1, argmax = 2 WHERE run_id = $1', [run]);
  const { says, notes, exitCode } = await doctor({ run: id });
  const metric = `run ${id}, metric “loss”`;
  expect(notes.split('\n')).toEqual([
    `${metric}: the summary has max 1 instead of ${Math.sqrt(4999)}`,
    `${metric}: the summary has argmax 2 instead of 4999`,
    '',
  ]);
  expect(says).toContain('2 problems, 0 repaired');
  expect(exitCode).toBe(1);
  const repaired = await doctor({ repair: true });
  expect(repaired.notes).toContain(`${metric}: repaired: the summary has argmax 2 instead of 4999`);
  expect(repaired.says).toContain('2 problems, 2 repaired');
  expect(repaired.exitCode).toBeUndefined();
  expect((await doctor()).says).toContain('nothing is wrong');
});

it('names level, block and step of what cannot be read, in one document when asked', async () => {
  const { run, id } = await newRecordedRun();
  await lab.pool.query('UPDATE store.tile SET body = substr(body, 1, 60) WHERE run_id = $1 AND lvl = 0 AND lo = 0', [
    run,
  ]);
  const { says, notes, exitCode } = await doctor({ run: id, repair: true }, 'json');
  expect(notes).toBe('');
  expect(JSON.parse(says)).toMatchObject({
    runs: 1,
    problems: 1,
    repaired: 0,
    findings: [
      { run: id, metric: 'loss', level: 0, block: 0, step: '0', what: expect.stringMatching(/^cannot be read: /) },
    ],
  });
  expect(exitCode).toBe(1);
});

it('refuses what is no run, and a database that is not there', async () => {
  await expect(doctor({ run: 'me' })).rejects.toThrow('--run me');
  await expect(doctor({ run: newId() })).rejects.toThrow('there is no such run');
  const nowhere = readSettings({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing' });
  await expect(examineStore(nowhere, new Output('text', new Paper(), new Paper()), {})).rejects.toThrow(CommandFailed);
  const empty = readSettings({ GRATICULE_DATA: folder });
  await expect(examineStore(empty, new Output('text', new Paper(), new Paper()), {})).rejects.toThrow(
    'there is no database',
  );
});

/** Speaks to the standard output of the test. */
const command = async (...words: string[]) => {
  process.env['DATABASE_URL'] = url;
  await program()
    .exitOverride()
    .parseAsync(['node', 'graticule', ...words]);
};

it('dumps and restores by command', async () => {
  const { run, id } = await newRecordedRun();
  const file = join(folder, 'a.run');
  await command('dump', id, '--out', file);
  expect(readFileSync(file).subarray(0, 8).toString()).toBe('GRATDUMP');
  await expect(command('dump', id, '--out', file)).rejects.toThrow('exists');
  await expect(command('restore', file, '--keep-id')).rejects.toThrow(`there is a run ${id} already`);
  await expect(command('restore', `${file}.other`)).rejects.toThrow('there is no such file');
  await command('restore', file, '--project', 'two');
  const { rows } = await lab.pool.query<{ id: bigint }>('SELECT id FROM run WHERE project_id = $1', [lab.otherProject]);
  const counts = 'SELECT count(*)::int4 AS tiles, sum(n)::int4 AS points FROM store.tile WHERE run_id = $1';
  expect((await lab.pool.query(counts, [rows[0]!.id])).rows).toEqual((await lab.pool.query(counts, [run])).rows);
});
