import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Claimed } from '@graticule/contracts';
import { createLogger, newId } from '@graticule/platform';
import type { Renewal } from './house.js';
import { superviseTrainer } from './supervise-trainer.js';
import { startTrainer } from './trainer-process.js';

const log = createLogger('test', 'silent');
const folder = mkdtempSync(join(tmpdir(), 'graticule-worker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const claimedJob = (over: object = {}): Claimed =>
  Claimed.parse({
    claim: newId(),
    run: newId(),
    project: 'default',
    attempt: 1,
    epoch: 1,
    token: 't',
    recipe: { name: 'r', version: '1' },
    config: { steps: 3 },
    seed: 7,
    timeoutSeconds: null,
    renewMs: 20,
    ...over,
  });

/** A trainer program made of these lines, and where it may write. */
function program(source: string) {
  const main = join(folder, `${newId()}.mjs`);
  const notes = `${main}.txt`;
  writeFileSync(
    main,
    `import { appendFileSync } from 'node:fs'; const note = (text) => appendFileSync(${JSON.stringify(notes)}, text);\n${source}`,
  );
  const environment = { ...process.env, GRATICULE_API_KEY: 'grat_secret', GRATICULE_URL: 'http://house' };
  return { program: { main, environment }, notes: () => (existsSync(notes) ? readFileSync(notes, 'utf8') : '') };
}

/** A house that answers renewals by a script, and with its last word for ever. */
function house(...answers: Renewal[]) {
  const said: Renewal[] = [];
  return {
    said,
    renew: async () => {
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      said.push(answer);
      return answer;
    },
  };
}

const never = new AbortController().signal;
const STUBBORN = `process.on('message', () => { process.on('SIGTERM', () => note('asked;')); note('begun;'); setInterval(() => {}, 1e6); });`;
const OBEDIENT = `process.on('SIGTERM', () => process.exit(143)); process.on('message', () => note('begun;')); setInterval(() => {}, 1e6);`;

it('hands the job over as the first message, and keeps the credentials of the worker to itself', async () => {
  const { program: p, notes } = program(
    `process.on('message', (m) => { note([m.config.steps, m.seed, process.env.GRATICULE_RUN_ID === m.run, process.env.GRATICULE_TOKEN, process.env.GRATICULE_SLOT, process.env.GRATICULE_API_KEY].join()); process.exit(0); });`,
  );
  const claimed = claimedJob();
  const { report } = (await superviseTrainer(claimed, startTrainer(claimed, 3, p, log), house('renewed'), never)) as {
    report: object;
  };
  expect(report).toMatchObject({ outcome: 'EXITED', exitCode: 0, signal: null });
  expect(notes()).toBe('3,7,true,t,3,');
});

it('reports how a trainer failed with the last it printed', async () => {
  const { program: p } = program(
    `console.log('one'); console.error('two'); process.exitCode = 3;process.disconnect();`,
  );
  const claimed = claimedJob();
  const supervised = await superviseTrainer(claimed, startTrainer(claimed, 0, p, log), house('renewed'), never);
  expect(supervised).toMatchObject({
    report: {
      outcome: 'EXITED',
      exitCode: 3,
      cause: { code: 'TRAINER_EXIT', stack: expect.stringMatching(/one|two/) },
    },
  });
});

it('reports what a database can take of a trainer that prints what it cannot', async () => {
  const { program: p } = program(
    `process.stderr.write('a\\0b', () => { process.exitCode = 1; process.disconnect(); });`,
  );
  const claimed = claimedJob();
  const supervised = await superviseTrainer(claimed, startTrainer(claimed, 0, p, log), house('renewed'), never);
  expect(supervised).toMatchObject({ report: { outcome: 'EXITED', exitCode: 1, cause: { stack: 'a\uFFFDb' } } });
});

it('reports the signal that ended a trainer', async () => {
  const { program: p } = program(`process.kill(process.pid, 'SIGKILL');`);
  const claimed = claimedJob();
  const supervised = await superviseTrainer(claimed, startTrainer(claimed, 0, p, log), house('renewed'), never);
  expect(supervised).toMatchObject({ report: { outcome: 'EXITED', exitCode: null, signal: 'SIGKILL' } });
});

it('asks a trainer to stop when its run is cancelled', async () => {
  const { program: p } = program(OBEDIENT);
  const claimed = claimedJob({ renewMs: 200 });
  const supervised = await superviseTrainer(
    claimed,
    startTrainer(claimed, 0, p, log),
    house('renewed', 'cancel'),
    never,
  );
  expect(supervised).toMatchObject({ report: { outcome: 'CANCELLED' } });
});

it('kills a trainer that does not stop, and whatever it started', async () => {
  const { program: p, notes } = program(
    `import { spawn } from 'node:child_process'; const child = spawn('sleep', ['1000']); note(child.pid + ';'); ${STUBBORN}`,
  );
  const claimed = claimedJob({ timeoutSeconds: 1 });
  const supervised = await superviseTrainer(claimed, startTrainer(claimed, 0, p, log), house('renewed'), never);
  expect(supervised).toMatchObject({ report: { outcome: 'TIMED_OUT', signal: 'SIGKILL' } });
  const [grandchild, ...rest] = notes().split(';');
  expect(rest.slice(0, 2)).toEqual(['begun', 'asked']);
  expect(isRunning(Number(grandchild))).toBe(false);
});

it('kills a trainer at once when the claim is lost, and has nobody to report to', async () => {
  const { program: p, notes } = program(STUBBORN);
  const claimed = claimedJob({ renewMs: 500 });
  expect(await superviseTrainer(claimed, startTrainer(claimed, 0, p, log), house('lost'), never)).toEqual({
    kind: 'lost',
  });
  expect(notes()).not.toContain('asked');
});

it('lets a trainer go on while the house is silent', async () => {
  const { program: p } = program(
    `process.on('message', (m) => { if (m.config) setTimeout(() => process.exit(0), 300); });`,
  );
  const claimed = claimedJob();
  const silent = house('silent');
  expect(await superviseTrainer(claimed, startTrainer(claimed, 0, p, log), silent, never)).toMatchObject({
    report: { exitCode: 0 },
  });
  expect(silent.said.length).toBeGreaterThan(1);
});

it('drains when the worker stops', async () => {
  const { program: p } = program(OBEDIENT);
  const claimed = claimedJob();
  const stopping = new AbortController();
  const renewing = { renew: async (): Promise<Renewal> => (stopping.abort(), 'renewed') };
  const supervised = await superviseTrainer(claimed, startTrainer(claimed, 0, p, log), renewing, stopping.signal);
  expect(supervised).toMatchObject({ report: { outcome: 'DRAINED' } });
});

it('says so when there is no such trainer', async () => {
  const claimed = claimedJob();
  const missing = startTrainer(claimed, 0, { main: join(folder, 'missing.mjs'), environment: process.env }, log);
  expect(await superviseTrainer(claimed, missing, house('renewed'), never)).toMatchObject({
    report: { outcome: 'EXITED', exitCode: 1, cause: { stack: expect.stringContaining('missing.mjs') } },
  });
});

/** A killed process stays listed until its parent has looked. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
