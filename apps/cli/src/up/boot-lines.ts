import { z } from 'zod';

const ERROR_LEVEL = 50;
const Logged = z.object({ level: z.number(), msg: z.string(), err: z.object({ message: z.string() }).optional() });
const STACK_FRAME = /^\s+at /;

/**
 * What a part says before it is ready. Errors and unstructured lines are held back, since the reason why it could not be
 * started is better told as one sentence than by a stack; all else passes at once. With `verbose` everything passes.
 */
export class BootLines {
  private readonly held: string[] = [];
  private readonly said: string[] = [];
  private holding: boolean;

  constructor(
    private readonly log: (line: string) => void,
    verbosity: 'verbose' | 'terse',
  ) {
    this.holding = verbosity === 'terse';
  }

  /** line: as the part said it, with its name and a bar in front. */
  readonly take = (line: string): void => {
    const text = line.slice(line.indexOf('│') + 1).trimEnd();
    const level = parseLogged(text)?.level ?? ERROR_LEVEL;
    if (level >= ERROR_LEVEL && text.trim() !== '') this.said.push(text.slice(1));
    if (this.holding && level >= ERROR_LEVEL) this.held.push(line);
    else this.log(line);
  };

  /** Passes on what was held, and from now on everything. */
  release(): void {
    this.holding = false;
    for (const line of this.held.splice(0)) this.log(line);
  }

  /** Why it could not be started, in one sentence: its last logged error, or the only line that it said. */
  reason(): string | undefined {
    const logged = this.said.map(parseLogged).findLast((entry) => entry !== undefined);
    if (logged !== undefined) return logged.err?.message || logged.msg;
    return this.said.length === 1 && !STACK_FRAME.test(this.said[0] ?? '') ? this.said[0] : undefined;
  }
}

function parseLogged(text: string): z.infer<typeof Logged> | undefined {
  try {
    return Logged.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
