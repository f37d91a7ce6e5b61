import type { ForkOrigin } from '@graticule/runs';
import { ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import type { GraphqlContext } from './context.js';
import type { ForkResolvers } from './generated/resolvers.js';

@Resolver('Fork')
@Allow('runs:read')
export class ForkResolver implements Pick<ForkResolvers, 'run'> {
  @ResolveField()
  run(fork: ForkOrigin, _: unknown, { loaders }: GraphqlContext) {
    return loaders.run.load(fork.run);
  }
}
