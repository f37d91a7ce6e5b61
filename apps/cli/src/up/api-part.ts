import { z } from 'zod';
import { CommandFailed } from '../command-failed.js';
import { BootLines } from './boot-lines.js';
import { Child, type ChildPlan } from './child.js';
import type { Part, Running } from './supervisor.js';

const Listening = z.object({ type: z.literal('listening'), url: z.url() });
const Answer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('key'), id: z.int(), secret: z.string().min(1) }),
  z.object({ type: z.literal('refused'), id: z.int(), detail: z.string() }),
]);

const BOOT_MS = 60_000;

/** The API process: ready when it says where it listens. It alone hands out keys, to the launcher that forked it. */
export class ApiPart implements Part {
  readonly name = 'api';
  readonly patienceMs = 8_000;
  private child: Child | undefined;
  private address: string | undefined;
  private requests = 0;

  constructor(private readonly plan: Omit<ChildPlan, 'name'>) {}

  /** Where the API listens. A restarted one takes the same port, so the address holds for the life of the service. */
  get url(): string {
    if (this.address === undefined) throw new Error('the API has not been started');
    return this.address;
  }

  async start(signal: AbortSignal): Promise<Running> {
    const lines = new BootLines(this.plan.log, this.verbosity());
    const child = new Child({ ...this.plan, name: this.name, environment: this.environment(), log: lines.take });
    const giveUp = () => child.kill();
    const timer = setTimeout(giveUp, BOOT_MS);
    signal.addEventListener('abort', giveUp, { once: true });
    const listening = await child.receive((message) => Listening.safeParse(message).data);
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    if (listening === undefined) throw await notStarted(child, lines);
    lines.release();
    this.child = child;
    this.address = listening.url;
    return child;
  }

  /** A new key of the first team. The secret is shown this once. */
  async issueKey(name: string, scopes: readonly string[]): Promise<string> {
    const id = ++this.requests;
    const answer = this.child?.receive((message) => {
      const parsed = Answer.safeParse(message).data;
      return parsed?.id === id ? parsed : undefined;
    });
    this.child?.send({ type: 'issue-key', id, name, scopes });
    const answered = await answer;
    if (answered?.type === 'key') return answered.secret;
    throw new CommandFailed(`the API issued no key: ${answered?.detail ?? 'it ended'}`, {
      action: 'Run again with --verbose.',
    });
  }

  private verbosity(): 'verbose' | 'terse' {
    return ['info', 'debug'].includes(this.plan.environment['GRATICULE_LOG'] ?? '') ? 'verbose' : 'terse';
  }

  private environment(): ChildPlan['environment'] {
    if (this.address === undefined) return this.plan.environment;
    return { ...this.plan.environment, GRATICULE_PORT: new URL(this.address).port };
  }
}

async function notStarted(child: Child, lines: BootLines): Promise<CommandFailed> {
  const ending = await child.ended;
  await child.silent;
  const reason = lines.reason();
  if (reason !== undefined)
    return new CommandFailed(`the API could not be started: ${reason}`, {
      action: 'Mend that, then start again; `--verbose` shows all that the API says.',
    });
  lines.release();
  return new CommandFailed(`the API could not be started (${ending})`, {
    action: 'What it said stands above; run again with --verbose for more.',
  });
}
