import type { Health } from '@graticule/contracts';
import type { Logger } from '@graticule/platform';

/** One thing the service cannot work without. False or a throw: not ready. */
export type Check = () => Promise<boolean>;

/** Whether every part answers now. Each check has a second: a load balancer asks often and must not wait. */
export class Readiness {
  constructor(
    private readonly checks: Readonly<Record<string, Check>>,
    private readonly log: Logger,
    private readonly patienceMs = 1_000,
  ) {}

  async check(): Promise<Health> {
    const results = await Promise.all(
      Object.entries(this.checks).map(async ([name, check]) => [name, await this.ask(name, check)] as const),
    );
    const status = results.every(([, result]) => result === 'ok') ? 'ok' : 'unavailable';
    return { status, checks: Object.fromEntries(results) };
  }

  private async ask(name: string, check: Check): Promise<'ok' | 'unavailable'> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), this.patienceMs);
    });
    try {
      return (await Promise.race([check(), late])) ? 'ok' : 'unavailable';
    } catch (error) {
      this.log.warn({ err: error, check: name }, 'a readiness check failed');
      return 'unavailable';
    } finally {
      clearTimeout(timer);
    }
  }
}
