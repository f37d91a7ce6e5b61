import type { GraticuleClient } from '@graticule/sdk';

const MOST = 200;
const UNFINISHED = `
  query Unfinished($first: Int!) {
    runs(project: "default", filter: { status: [QUEUED, RUNNING] }, first: $first) {
      nodes { id }
      pageInfo { hasNextPage }
    }
  }
`;

interface Unfinished {
  readonly runs: { readonly nodes: readonly unknown[]; readonly pageInfo: { readonly hasNextPage: boolean } };
}

/** How long the demo takes, and how many runs train before its own; to be asked before its study is submitted. */
export async function expectedDuration(client: GraticuleClient): Promise<string> {
  const { runs } = await client.graphql<Unfinished>(UNFINISHED, { first: MOST });
  const count = runs.nodes.length;
  const duration = 'about two minutes on two cores';
  if (count === 0) return duration;
  const ahead = runs.pageInfo.hasNextPage ? `${count} or more earlier runs train` : earlier(count);
  return `${duration}; ${ahead} first`;
}

const earlier = (count: number): string => (count === 1 ? '1 earlier run trains' : `${count} earlier runs train`);
