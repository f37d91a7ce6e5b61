import type { RunKey } from '@graticule/contracts';
import type { PoolClient } from 'pg';
import { sql } from '../sql.js';
import { copyOut } from './copy-out.js';
import type { CopiedRow } from './copy-rows.js';
import { LEVEL, type SeriesRow, type StoredTile } from './tile.js';
import type { FoldedCut, RunSnapshot, SnapshotRequest, TailRow } from './tile-store.js';

const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;
const NOTHING_KNOWN = -1n;
const WHOLE = -1;

/** The kinds of rows in `snapshot.sql`. */
const KIND = { fold: 0, cut: 1, series: 2, tile: 3, journal: 4 } as const;

export async function readSnapshot(client: PoolClient, run: RunKey, request: SnapshotRequest): Promise<RunSnapshot> {
  const { tiles: spans, series, knownFold = NOTHING_KNOWN, knownJournal = LOWEST } = request;
  const rows = await copyOut(client, sql('snapshot'), [
    run,
    knownFold,
    knownJournal,
    series === 'all' ? null : series,
    spans.map(({ metric }) => metric),
    spans.map(({ level }) => level),
    spans.map(({ block }) => block),
    spans.map(({ from = LOWEST }) => from),
    spans.map(({ to = HIGHEST }) => to),
    spans.map(({ element = WHOLE }) => element),
  ]);
  const of = (kind: number) => rows.filter((row) => row.int2(0) === kind);
  const fold = of(KIND.fold).map((row) => row.int8(4))[0] ?? 0n;
  const unchanged = fold === knownFold;
  return {
    fold,
    cuts: of(KIND.cut).map(cutOf),
    journal: of(KIND.journal).map(tailRowOf),
    series: unchanged ? undefined : of(KIND.series).map(seriesOf),
    tiles: unchanged ? undefined : of(KIND.tile).map(tileOf),
  };
}

function cutOf(row: CopiedRow): FoldedCut {
  return { attempt: Number(row.int8(7)), startStep: row.int8(4), folded: row.int8(6) === 1n };
}

function tailRowOf(row: CopiedRow): TailRow {
  return {
    id: row.int8(4),
    writer: row.int8(6),
    attempt: Number(row.int8(7)),
    body: row.isNull(8) ? undefined : row.bytes(8),
  };
}

function tileOf(row: CopiedRow): StoredTile {
  const level = row.int2(2);
  const element = row.int4(9);
  return {
    metric: row.int4(1),
    level,
    block: row.int4(3),
    lo: row.int8(4),
    gen: row.int8(5),
    hi: row.int8(6),
    n: Number(row.int8(7)),
    body: row.isNull(8) ? Buffer.alloc(0) : row.bytes(8),
    ...(element === WHOLE || level === LEVEL.history ? {} : { element }),
  };
}

function seriesOf(row: CopiedRow): SeriesRow {
  return {
    metric: row.int4(1),
    axisVersion: row.isNull(9) ? null : row.int4(9),
    n: row.int8(7),
    nonFinite: row.int8(10),
    firstNonFiniteStep: int8OrNull(row, 11),
    firstStep: int8OrNull(row, 12),
    first: float8OrNull(row, 13),
    lastStep: row.int8(14),
    last: float8OrNull(row, 15),
    min: float8OrNull(row, 16),
    argmin: int8OrNull(row, 17),
    max: float8OrNull(row, 18),
    argmax: int8OrNull(row, 19),
    mean: float8OrNull(row, 20),
    sealedHi: int8OrNull(row, 21),
    sealedN: row.int8(22),
  };
}

const int8OrNull = (row: CopiedRow, place: number): bigint | null => (row.isNull(place) ? null : row.int8(place));
const float8OrNull = (row: CopiedRow, place: number): number | null => (row.isNull(place) ? null : row.float8(place));
