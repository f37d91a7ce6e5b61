import { type ChildProcess, fork } from 'node:child_process';
import type { Claimed } from '@graticule/contracts';
import type { Logger } from '@graticule/platform';
import { LineTail } from './line-tail.js';

/** How a trainer ended. `tail`: the last it printed. */
export type TrainerEnd =
  | { readonly kind: 'exited'; readonly exitCode: number | null; readonly signal: string | null; readonly tail: string }
  | { readonly kind: 'never started'; readonly reason: string };

/** A trainer that runs, as its supervisor sees it. */
export interface Trainer {
  readonly ended: Promise<TrainerEnd>;
  /** Asks it to stop, and kills it when it has not within a while. */
  stop(): void;
  /** Kills it and everything it started, at once. */
  kill(): void;
}

export interface TrainerProgram {
  readonly main: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const GRACE_MS = 2_000;
const GROUPS = process.platform !== 'win32';
const NOT_FOR_TRAINERS = ['GRATICULE_API_KEY', 'GRATICULE_QUEUE_URL', 'DATABASE_URL', 'REDIS_URL'];

/**
 * Starts the trainer of a claimed attempt: a process of its own, the leader of its own group, so that what it starts ends
 * with it. It gets the job as its first message and ends by itself when the channel closes, which is what happens when
 * this worker is killed. The worker's own credentials stay here.
 */
export function startTrainer(claimed: Claimed, slot: number, program: TrainerProgram, log: Logger): Trainer {
  const tail = new LineTail();
  const child = fork(program.main, [], {
    detached: GROUPS,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps'],
    env: { ...trainerEnvironment(program.environment), ...own(claimed, slot) },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of tail.push(text)) log.debug({ run: claimed.run, line }, 'trainer');
    });
  }
  const ended = new Promise<TrainerEnd>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'never started', reason: error.message }));
    // `close` and not `exit`: the last words are read by then.
    child.once('close', (exitCode, signal) => resolve({ kind: 'exited', exitCode, signal, tail: tail.text() }));
  });
  child.once('exit', () => killGroup(child));
  // A trainer that is gone already takes no message; its end says why.
  child.send(claimed, (error) => error && log.debug({ err: error, run: claimed.run }, 'the trainer took no job'));
  return { ended, stop: () => stopThenKill(child, ended), kill: () => killGroup(child) };
}

function own(claimed: Claimed, slot: number): NodeJS.ProcessEnv {
  return { GRATICULE_RUN_ID: claimed.run, GRATICULE_TOKEN: claimed.token, GRATICULE_SLOT: String(slot) };
}

function trainerEnvironment(environment: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !NOT_FOR_TRAINERS.includes(name)));
}

function stopThenKill(child: ChildProcess, ended: Promise<unknown>): void {
  child.kill('SIGTERM');
  const patience = setTimeout(() => killGroup(child), GRACE_MS);
  void ended.then(() => clearTimeout(patience));
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (!GROUPS) return void child.kill('SIGKILL');
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (!isNobodyLeft(error)) throw error;
  }
}

function isNobodyLeft(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH';
}
