import type { SeriesHead } from '@graticule/metrics';
import type { RunRecord } from '@graticule/runs';
import { decodeCursor, encodeCursor, listHash } from './cursor.js';
import type { RunAllSeriesArgs } from './generated/resolvers.js';
import { pageSize } from './page-size.js';

/** A page of the series of a run, by the names of their metrics. Names are unique, so a name is a place. */
export function seriesPage(run: RunRecord, heads: readonly SeriesHead[], { first, after }: RunAllSeriesArgs) {
  const size = pageSize(first);
  const hash = listHash('series', run.id);
  const place = after === null || after === undefined ? undefined : decodeCursor(after, hash);
  const rest = heads
    .filter(({ metric }) => place === undefined || metric.name > place)
    .toSorted((a, b) => (a.metric.name < b.metric.name ? -1 : 1));
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    nodes: page.map((head) => ({ run, ...head })),
    pageInfo: { hasNextPage: rest.length > size, endCursor: last ? encodeCursor(hash, last.metric.name) : null },
  };
}
