import { RunId } from '@graticule/contracts';
import { RunCatalog, type RunPlace } from '@graticule/runs';
import { Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Allow } from '../access/allow.js';
import type { GraphqlContext } from './context.js';
import { decodeCursor, encodeCursor, listHash, refusedCursor } from './cursor.js';
import type { QueryResolvers, QueryRunsArgs } from './generated/resolvers.js';
import { pageSize } from './page-size.js';
import { runFilter, runOrder } from './run-inputs.js';

@Resolver()
@Allow('runs:read')
export class RunsResolver implements Pick<QueryResolvers, 'runs'> {
  constructor(private readonly catalog: RunCatalog) {}

  @Query()
  async runs(_: unknown, args: QueryRunsArgs, { caller, visible }: GraphqlContext) {
    const first = pageSize(args.first);
    const project = await visible.project(caller(), args.project);
    const filter = args.filter ? runFilter(args.filter) : undefined;
    const order = runOrder(args.orderBy ?? []);
    const hash = listHash('runs', project.id, filter ?? null, order);
    const page = await this.catalog.list(project.key, {
      order,
      first,
      ...(filter ? { filter } : {}),
      ...(typeof args.after === 'string' ? { after: placeOf(decodeCursor(args.after, hash)) } : {}),
    });
    const edges = page.runs.map(({ run, place, asOf }) => ({
      node: run,
      cursor: encodeCursor(hash, JSON.stringify([place.run, ...place.keys])),
      asOf,
    }));
    return {
      nodes: edges.map(({ node }) => node),
      edges,
      pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
    };
  }
}

const Place = z.tuple([RunId], z.union([z.number(), z.string()]));

/** What is no place was never given out under this list's hash. */
function placeOf(text: string): RunPlace {
  const read = Place.safeParse(parsed(text));
  if (!read.success) throw refusedCursor();
  const [run, ...keys] = read.data;
  return { run, keys };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusedCursor();
  }
}
