import { type ChildProcess, fork } from 'node:child_process';
import { prefixLines } from './prefixed-lines.js';

export interface ChildPlan {
  readonly name: string;
  readonly main: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
}

const END_WITH_PARENT = new URL('./end-with-parent.mjs', import.meta.url).href;

/**
 * What keeps a part small. glibc gives every thread an arena of its own and returns little of it; V8 by default grows a nursery of
 * 3 × 16 MiB in every thread that folds. A nursery of an eighth of that costs a quarter of the small batches a second and saves 65 MiB
 * under load. `--optimize-for-size` saves some 15 MiB more at rest and halves what is left: collecting garbage is then a third of all work.
 */
const SMALL_HEAP = {
  environment: { MALLOC_ARENA_MAX: '1' },
  flags: ['--max-semi-space-size=2'],
};

/** How a process ended, in words: `code 1` or `SIGKILL`. */
type Ending = string;

/**
 * A forked part of the service. It ends by itself when this process is gone, as its channel then closes; and it is put
 * into a process group of its own, so that a Ctrl-C in the terminal reaches the launcher alone and the parts are stopped
 * in order.
 */
export class Child {
  readonly ended: Promise<Ending>;
  /** It has ended and all it said has been passed on. */
  readonly silent: Promise<void>;
  private readonly process: ChildProcess;
  private readonly listeners = new Set<(message: unknown) => void>();

  constructor(plan: ChildPlan) {
    this.process = fork(plan.main, [], {
      env: { ...plan.environment, ...SMALL_HEAP.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      execArgv: ['--enable-source-maps', ...SMALL_HEAP.flags, '--import', END_WITH_PARENT],
      serialization: 'json',
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      if (stream) prefixLines(stream, plan.name, plan.log);
    this.process.on('message', (message) => this.listeners.forEach((listener) => listener(message)));
    this.silent = new Promise((resolve) => {
      this.process.once('error', () => resolve());
      this.process.once('close', () => resolve());
    });
    this.ended = new Promise((resolve) => {
      this.process.once('error', (error) => resolve(error.message)); // it could not even be started
      this.process.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    });
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  send(message: object): void {
    if (this.process.connected) this.process.send(message, () => undefined); // a lost message is noticed by its missing answer
  }

  /** The first message that `pick` makes something of; undefined when the child ends before. */
  receive<T>(pick: (message: unknown) => T | undefined): Promise<T | undefined> {
    return new Promise((resolve) => {
      const listener = (message: unknown) => {
        const picked = pick(message);
        if (picked === undefined) return;
        this.listeners.delete(listener);
        resolve(picked);
      };
      this.listeners.add(listener);
      void this.ended.then(() => resolve(undefined));
    });
  }

  /** Asks it to finish what it is doing and end; after `patienceMs` it is killed. */
  async stop(patienceMs: number): Promise<void> {
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), patienceMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** With everything it has started: its process group. Windows has none; there the closing channel ends the rest. */
  kill(): void {
    const { pid, exitCode, signalCode } = this.process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    if (process.platform === 'win32') this.process.kill('SIGKILL');
    else process.kill(-pid, 'SIGKILL');
  }
}
