import { RunId } from '@graticule/contracts';
import { RunCatalog } from '@graticule/runs';
import { Query, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import type { GraphqlContext } from './context.js';
import { decodeCursor, encodeCursor, listHash, refusedCursor } from './cursor.js';
import type { QueryResolvers, QueryRunsArgs } from './generated/resolvers.js';
import { pageSize } from './page-size.js';
import { runFilter } from './read-inputs.js';

@Resolver()
@Allow('runs:read')
export class RunsResolver implements Pick<QueryResolvers, 'runs'> {
  constructor(private readonly catalog: RunCatalog) {}

  @Query()
  async runs(_: unknown, args: QueryRunsArgs, { caller, visible }: GraphqlContext) {
    const first = pageSize(args.first);
    const project = await visible.project(caller(), args.project);
    const filter = args.filter ? runFilter(args.filter) : undefined;
    const order = args.orderBy ?? 'NEWEST';
    const hash = listHash('runs', project.id, filter ?? null, order);
    const after = args.after === null || args.after === undefined ? undefined : placeOf(args.after, hash);
    const page = await this.catalog.list(project.key, {
      order,
      first,
      ...(filter ? { filter } : {}),
      ...(after ? { after } : {}),
    });
    const edges = page.runs.map((node) => ({ node, cursor: encodeCursor(hash, node.id) }));
    return {
      nodes: page.runs,
      edges,
      pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
    };
  }
}

function placeOf(cursor: string, hash: string): RunId {
  const id = RunId.safeParse(decodeCursor(cursor, hash));
  if (!id.success) throw refusedCursor();
  return id.data;
}
