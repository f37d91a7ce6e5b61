import type { RunEvent } from '@graticule/runs';
import { ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import type { GraphqlContext } from './context.js';
import type { RunEventResolvers, SubscriptionRunEventsArgs } from './generated/resolvers.js';
import { RunEvents } from './run-events.js';

@Resolver('RunEvent')
@Allow('runs:read')
export class RunEventsResolver implements Pick<RunEventResolvers, 'run'> {
  constructor(private readonly events: RunEvents) {}

  @Subscription('runEvents', { resolve: (event: RunEvent) => event })
  async runEvents(
    _: unknown,
    args: SubscriptionRunEventsArgs,
    context: GraphqlContext,
  ): Promise<AsyncIterable<RunEvent>> {
    const project = await context.visible.project(context.caller(), args.project);
    return this.events.stream(project.key, args.after ?? undefined);
  }

  @ResolveField()
  run(event: RunEvent, _: unknown, { loaders }: GraphqlContext) {
    loaders.run.clear(event.runId); // one context serves the whole subscription: the run is read as it is now
    return loaders.run.load(event.runId);
  }
}
