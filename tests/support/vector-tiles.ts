import type { RunKey } from '@graticule/contracts';
import { type AxisVersion, PostgresMetricStore } from '@graticule/metrics';
import type { Pool } from 'pg';
import { BLOCK_WIDTH } from '../../libs/metrics/src/tiles/vector-layout.js';
import { decodeOpen, decodeVectorHistory, type StoredVector } from '../../libs/metrics/src/tiles/vector-open.js';
import { decodeBlock, decodeElement } from '../../libs/metrics/src/tiles/vector-tile.js';

/** Element → value, of what was logged. */
export type Logged = ReadonlyMap<number, number>;

/** The vector of a step as rows of the store hold it. */
export interface FoldedVector {
  readonly step: bigint;
  readonly time: number;
  readonly attempt: number;
  readonly nonFinite: number | undefined;
  readonly cells: Logged;
}

type Series = readonly [pool: Pool, run: RunKey, metric: number];

/** Every tile of the series in these blocks, as a reader gets them. */
export async function tilesIn([pool, run, metric]: Series, level: number, block: number, element?: number) {
  const span = { metric, level, block, ...(element === undefined ? {} : { element }) };
  const { tiles } = await new PostgresMetricStore(() => pool).snapshot(run, { series: [], tiles: [span] });
  return tiles ?? [];
}

/** Sealed and open vectors in step order. Columns and open rows are checked not to overlap. */
export async function foldedVectors(series: Series, axis: AxisVersion): Promise<readonly FoldedVector[]> {
  const blocks = Math.ceil(axis.size / BLOCK_WIDTH);
  const byBlock = await Promise.all(Array.from({ length: blocks }, (_, block) => tilesIn(series, 0, block)));
  const columns = (byBlock[0] ?? []).flatMap((first, c) => {
    const decoded = byBlock.map((tiles) => decodeBlock(tiles[c]!.body, first.n));
    for (const tiles of byBlock) expect(tiles[c]).toMatchObject({ lo: first.lo, hi: first.hi, n: first.n });
    return Array.from(decoded[0]!.trailer.steps, (step, place): FoldedVector => {
      const cells = new Map<number, number>();
      decoded.forEach((block, b) => {
        const { values, present } = block.vectorAt(place);
        values.forEach((value, e) => present?.[e] !== 0 && cells.set(b * BLOCK_WIDTH + e, value));
      });
      const { times, attempts, nonFinite } = decoded[0]!.trailer;
      return { step, time: times[place]!, attempt: attempts[place]!, nonFinite: nonFinite[place]!, cells };
    });
  });
  const open = (await tilesIn(series, 0, -1)).flatMap(({ body, n }) => decodeOpen(body, n)).map(foldedOf);
  const all = [...columns, ...open];
  all.forEach(({ step }, i) => i > 0 && expect(step).toBeGreaterThan(all[i - 1]!.step));
  return all;
}

export async function historyVectors(series: Series): Promise<readonly FoldedVector[]> {
  return (await tilesIn(series, -1, 0)).flatMap(({ body, n }) => decodeVectorHistory(body, n)).map(foldedOf);
}

/** One element of every column, from bodies that the database cut down. */
export async function trajectory(series: Series, element: number): Promise<ReadonlyMap<bigint, number | undefined>> {
  const within = element % BLOCK_WIDTH;
  const tiles = await tilesIn(series, 0, Math.floor(element / BLOCK_WIDTH), within);
  return new Map(
    tiles.flatMap(({ body, n }) => {
      const { trailer, cells } = decodeElement(body, n, within);
      return Array.from(trailer.steps, (step, place): [bigint, number | undefined] => [
        step,
        cells.present?.[place] === 0 ? undefined : cells.values[place]!,
      ]);
    }),
  );
}

export function cellsOf({ elements, values }: StoredVector['group']): Logged {
  return new Map(Array.from(values, (value, i) => [elements?.[i] ?? i, value]));
}

function foldedOf({ attempt, group }: StoredVector): FoldedVector {
  return { step: group.step, time: group.time, attempt, nonFinite: undefined, cells: cellsOf(group) };
}
