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
  const of = (kind: number) => rows.filter((row) => int2(row, 0) === kind);
  const fold = of(KIND.fold).map((row) => int8(row, 4))[0] ?? 0n;
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
  return { attempt: Number(int8(row, 7)), startStep: int8(row, 4), folded: int8(row, 6) === 1n };
}

function tailRowOf(row: CopiedRow): TailRow {
  return { id: int8(row, 4), writer: int8(row, 6), attempt: Number(int8(row, 7)), body: row[8] ?? undefined };
}

function tileOf(row: CopiedRow): StoredTile {
  const level = int2(row, 2);
  const element = int4(row, 9);
  return {
    metric: int4(row, 1),
    level,
    block: int4(row, 3),
    lo: int8(row, 4),
    gen: int8(row, 5),
    hi: int8(row, 6),
    n: Number(int8(row, 7)),
    body: row[8] ?? Buffer.alloc(0),
    ...(element === WHOLE || level === LEVEL.history ? {} : { element }),
  };
}

function seriesOf(row: CopiedRow): SeriesRow {
  return {
    metric: int4(row, 1),
    axisVersion: row[9] ? int4(row, 9) : null,
    n: int8(row, 7),
    nonFinite: int8(row, 10),
    firstNonFiniteStep: int8OrNull(row, 11),
    firstStep: int8OrNull(row, 12),
    first: float8OrNull(row, 13),
    lastStep: int8(row, 14),
    last: float8OrNull(row, 15),
    min: float8OrNull(row, 16),
    argmin: int8OrNull(row, 17),
    max: float8OrNull(row, 18),
    argmax: int8OrNull(row, 19),
    mean: float8OrNull(row, 20),
    sealedHi: int8OrNull(row, 21),
    sealedN: int8(row, 22),
  };
}

const int2 = (row: CopiedRow, place: number): number => field(row, place).readInt16BE();
const int4 = (row: CopiedRow, place: number): number => field(row, place).readInt32BE();
const int8 = (row: CopiedRow, place: number): bigint => field(row, place).readBigInt64BE();
const int8OrNull = (row: CopiedRow, place: number): bigint | null => row[place]?.readBigInt64BE() ?? null;
const float8OrNull = (row: CopiedRow, place: number): number | null => row[place]?.readDoubleBE() ?? null;

function field(row: CopiedRow, place: number): Buffer {
  const bytes = row[place];
  if (bytes === null || bytes === undefined) throw new TypeError(`field ${place} of a snapshot row is missing`);
  return bytes;
}
