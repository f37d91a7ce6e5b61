import { DeclaredMetrics, type DeclareMetrics, LIMITS, type RunId } from '@graticule/contracts';
import { ApiProblem } from './api-problem.js';
import type { GraticuleClient } from './graticule-client.js';
import type { Ledger } from './log-report.js';

type Declaration = DeclareMetrics['metrics'][number];

export type MetricDescription = Pick<Declaration, 'name'> & Partial<Pick<Declaration, 'axis' | 'unit' | 'description'>>;

/** Names to dictionary ids: asks the service once per new name. A refused name stays refused. */
export class MetricNames {
  readonly #descriptions = new Map<string, MetricDescription>();
  readonly #ids = new Map<string, number | undefined>();

  constructor(
    private readonly client: GraticuleClient,
    private readonly run: RunId,
    private readonly ledger: Ledger,
  ) {}

  /** What will be said of metrics when they are declared. */
  describe(metrics: readonly MetricDescription[]): void {
    for (const metric of metrics) this.#descriptions.set(keyOf(metric), metric);
  }

  /** The id of a name that `declare` has settled; undefined if it was refused. */
  idOf(name: string, axis: string | undefined): number | undefined {
    return this.#ids.get(keyOf({ name, axis }));
  }

  /** Settles the names that are new. Throws ApiProblem when the service cannot be asked. */
  async declare(metrics: readonly Declaration[], signal: AbortSignal): Promise<void> {
    const unknown = new Map(metrics.map((metric) => [keyOf(metric), metric]));
    for (const key of unknown.keys()) if (this.#ids.has(key)) unknown.delete(key);
    let left = [...unknown.values()];
    while (left.length > 0) {
      const part = left.slice(0, LIMITS.metricsPerDeclaration);
      const again = await this.#ask(part, signal);
      left = [...again, ...left.slice(part.length)];
    }
  }

  /** Answers with the metrics to ask for again: the good ones of a list in which some were refused. */
  async #ask(metrics: readonly Declaration[], signal: AbortSignal): Promise<readonly Declaration[]> {
    try {
      const path = `/runs/${this.run}/metrics`;
      const body = { metrics: metrics.map((metric) => ({ ...metric, ...this.#descriptions.get(keyOf(metric)) })) };
      const answer = await this.client.json('POST', path, body, { signal, retryForMs: Infinity });
      const ids = new Map(DeclaredMetrics.parse(answer).metrics.map(({ name, id }) => [name, id]));
      for (const metric of metrics) {
        this.#ids.set(keyOf(metric), ids.get(metric.name));
        if (!ids.has(metric.name)) this.ledger.note(`the service gave the metric ${metric.name} no id`);
      }
      return [];
    } catch (error) {
      if (!(error instanceof ApiProblem) || (error.status !== 422 && error.status !== 400)) throw error;
      return this.#refuse(metrics, error);
    }
  }

  #refuse(metrics: readonly Declaration[], problem: ApiProblem): readonly Declaration[] {
    const reasons = new Map<number, string>();
    for (const { pointer, detail } of problem.errors) {
      const index = /^#?\/metrics\/(\d+)/.exec(pointer)?.[1];
      if (index !== undefined) reasons.set(Number(index), detail);
    }
    const isNamed = [...reasons.keys()].some((index) => index < metrics.length);
    return metrics.filter((metric, index) => {
      if (isNamed && !reasons.has(index)) return true;
      this.#ids.set(keyOf(metric), undefined);
      this.ledger.note(`the metric ${metric.name} was refused: ${reasons.get(index) ?? problem.message}`);
      return false;
    });
  }
}

const keyOf = ({ name, axis }: { name: string; axis?: string | undefined }): string => `${axis ?? ''}\0${name}`;
