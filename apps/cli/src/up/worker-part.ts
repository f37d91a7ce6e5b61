import { Child, type ChildPlan } from './child.js';
import type { Part, Running } from './supervisor.js';

/** One worker process. It takes jobs as soon as it has registered; until then they wait in the queue. */
export class WorkerPart implements Part {
  readonly patienceMs = 15_000; // a trainer writes its checkpoint first

  constructor(private readonly plan: ChildPlan) {}

  get name(): string {
    return this.plan.name;
  }

  start(): Promise<Running> {
    return Promise.resolve(new Child(this.plan));
  }
}
