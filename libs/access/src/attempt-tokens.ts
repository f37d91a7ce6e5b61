import { createHmac, timingSafeEqual } from 'node:crypto';
import { projectKey, RunId, runKey, teamKey } from '@graticule/contracts';
import type { AttemptPrincipal } from './principal.js';

const VERSION = 'a1';
const DIGITS = /^\d{1,19}$/;

/**
 * The credential of a trainer: what it stands for, in the clear, and an HMAC-SHA-256 over exactly that. Nothing is stored
 * and nothing needs revoking: the epoch inside is compared with the run's gate on every write, so a token dies when
 * another claim, a cancellation or the end of the run takes its epoch away.
 */
export class AttemptTokens {
  /** `secret`: the installation's 32 bytes. */
  constructor(private readonly secret: Uint8Array) {}

  issue(attempt: Omit<AttemptPrincipal, 'kind'>): string {
    const { runId, runKey: run, projectKey: project, teamKey: team, attempt: number, epoch } = attempt;
    const body = [VERSION, runId, run, project, team, number, epoch].join('.');
    return `${body}.${this.mac(body)}`;
  }

  /** Undefined for anything this installation did not issue. */
  verify(token: string): AttemptPrincipal | undefined {
    const cut = token.lastIndexOf('.');
    const body = token.slice(0, Math.max(cut, 0));
    const given = Buffer.from(token.slice(cut + 1));
    const right = Buffer.from(this.mac(body));
    // As text and not as bytes: base64 has several spellings of the same bytes, and only one of them was issued.
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return parseBody(body);
  }

  private mac(body: string): string {
    return createHmac('sha256', this.secret).update(body).digest('base64url');
  }
}

/** The MAC has vouched for the text; what remains is its version and shape. */
function parseBody(body: string): AttemptPrincipal | undefined {
  const [version, id, ...numbers] = body.split('.');
  const runId = RunId.safeParse(id);
  const [run, project, team, attempt, epoch] = numbers.filter((text) => DIGITS.test(text)).map(BigInt);
  if (version !== VERSION || !runId.success || numbers.length !== 5) return undefined;
  if (run === undefined || project === undefined || team === undefined) return undefined;
  if (attempt === undefined || epoch === undefined) return undefined;
  return {
    kind: 'attempt',
    runId: runId.data,
    runKey: runKey(run),
    projectKey: projectKey(Number(project)),
    teamKey: teamKey(Number(team)),
    attempt: Number(attempt),
    epoch,
  };
}
