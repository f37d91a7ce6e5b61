import type { RunKey } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { PoolClient } from 'pg';
import { sql } from '../sql.js';
import type { TileNeed } from '../fold/series-fold.js';
import { copyIn, type CopyField } from './copy-in.js';
import { copyOut } from './copy-out.js';
import type { CopiedRow } from './copy-rows.js';
import type { JournalRow } from './metric-store.js';
import { readSnapshot } from './read-snapshot.js';
import { LEVEL, type NewTile, type SeriesRow, type StoredTile, type TileKey } from './tile.js';
import type { FoldedCut, RunSnapshot, SnapshotRequest } from './tile-store.js';

/** What a fold takes in: the oldest batches of a run, and its cuts. */
export interface Portion {
  readonly rows: readonly JournalRow[];
  readonly cuts: readonly FoldedCut[];
  /** Microseconds since the epoch at which the newest of the rows was acknowledged; undefined without rows. */
  readonly asOfMicros: bigint | undefined;
}

export interface FoldResult {
  readonly rows: readonly Pick<JournalRow, 'id' | 'writer'>[];
  readonly cuts: readonly FoldedCut[];
  /** Nothing of the run is left to fold or to seal. */
  readonly isComplete: boolean;
}

// The journal knows no earlier id than this.
const ALL_KNOWN = 2n ** 63n - 1n;

/** One fold's transaction on one run, which it holds against other folders. Readers see all of it at its commit, or nothing. */
export class FoldStore {
  /** Of what this fold writes. */
  private gen = 0n;

  constructor(
    private readonly client: PoolClient,
    private readonly run: RunKey,
  ) {}

  /** Undefined: another folder has the run, or there is none. */
  async lock(): Promise<{ readonly ended: boolean; readonly packed: boolean } | undefined> {
    const { client, run } = this;
    const locked = await client.query<{ held: boolean }>({ ...sql('lock-fold'), values: [run] });
    if (locked.rows[0]?.held !== true) return undefined;
    const { rows } = await client.query<FoldState>({ ...sql('fold-state'), values: [run] });
    const [row] = rows;
    // Nobody else counts folds while this one has the run.
    this.gen = (row?.fold ?? 0n) + 1n;
    return row && { ended: row.ended, packed: row.packed };
  }

  async portion(bytes: number): Promise<Portion> {
    const rows = await copyOut(this.client, sql('fold-portion'), [this.run, bytes]);
    const cuts: FoldedCut[] = [];
    const batches: JournalRow[] = [];
    let asOfMicros: bigint | undefined;
    for (const row of rows) {
      const [key, by, attempt] = [row.int8(1), row.int8(2), row.int4(3)];
      if (row.int2(0) === 0) {
        cuts.push({ attempt, startStep: key, folded: by === 1n });
        continue;
      }
      const micros = row.int8(4);
      if (asOfMicros === undefined || micros > asOfMicros) asOfMicros = micros;
      batches.push({ id: key, writer: by, attempt, body: row.bytes(5) });
    }
    return { rows: batches, cuts, asOfMicros };
  }

  /** Series and tiles as they are; no journal bodies. */
  async read(request: Pick<SnapshotRequest, 'series' | 'tiles'>): Promise<Pick<RunSnapshot, 'series' | 'tiles'>> {
    return readSnapshot(this.client, this.run, { ...request, knownJournal: ALL_KNOWN });
  }

  /** The tiles of these needs; some may come twice. */
  async tiles(needs: readonly TileNeed[]): Promise<readonly StoredTile[]> {
    const spans = needs.filter(({ last }) => last === undefined);
    const tails = needs.filter(({ last }) => last !== undefined);
    const within = spans.length === 0 ? [] : ((await this.read({ series: [], tiles: spans })).tiles ?? []);
    const history = tails.filter(({ level }) => level === LEVEL.history);
    const others = tails.filter(({ level }) => level !== LEVEL.history);
    return [...within, ...(await this.lastTiles(others)), ...(await this.lastHistory(history))];
  }

  /** What there is in these blocks and begins in this range of steps, without the bodies. */
  async heads(
    metric: number,
    blocks: readonly TileBlock[],
    [from, to]: readonly [bigint, bigint],
  ): Promise<TileHead[]> {
    const rows = await copyOut(this.client, sql('tile-heads'), [
      this.run,
      metric,
      blocks.map(({ level }) => level),
      blocks.map(({ block }) => block),
      from,
      to,
    ]);
    return rows.map((row) => ({
      metric,
      level: row.int2(0),
      block: row.int4(1),
      lo: row.int8(2),
      gen: row.int8(3),
      hi: row.int8(4),
      n: row.int4(5),
      bytes: row.int4(6),
    }));
  }

  /** Columns of an axis series that lack rows of these blocks, by the step they begin at: the first `most`, or all, if fewer. */
  async columnsWithout(
    metric: number,
    blocks: readonly number[],
    most: number,
  ): Promise<ReadonlyMap<bigint, readonly number[]>> {
    const rows = await copyOut(this.client, sql('columns-without'), [this.run, metric, blocks, most * blocks.length]);
    const missing = new Map<bigint, number[]>();
    for (const row of rows) {
      const at = row.int8(0);
      missing.set(at, [...(missing.get(at) ?? []), row.int4(1)]);
    }
    return missing;
  }

  /** Writes tiles before the end of the fold, one after the other, so that they need not all be held at once. */
  async replace(remove: readonly TileKey[], add: Iterable<NewTile>): Promise<void> {
    const { client, run, gen } = this;
    if (remove.length > 0) await client.query({ ...sql('delete-tiles'), values: [run, ...columnsOf(remove)] });
    if (!Array.isArray(add) || add.length > 0) await copyIn(client, sql('copy-tiles'), fieldsOf(run, gen, add));
  }

  /** asOf: when the newest of what they tell of was acknowledged. */
  async upsertSeries(series: readonly SeriesRow[], asOf: Date): Promise<void> {
    if (series.length === 0) return;
    await this.client.query({ ...sql('upsert-series'), values: [this.run, asOf, ...seriesColumns(series)] });
  }

  /** Ends the fold, whose tiles and series are written; the caller commits. */
  async write(result: FoldResult): Promise<void> {
    const { client, run, gen } = this;
    const { rows } = await client.query<{ fold: bigint }>({ ...sql('begin-fold'), values: [run, result.isComplete] });
    if (rows[0] === undefined) throw new AppError('INTERNAL', `the gate of run ${run} vanished under a fold`);
    if (rows[0].fold !== gen) throw new AppError('INTERNAL', `run ${run} was folded under a fold`);
    const { rows: folded, cuts } = result;
    if (folded.length > 0) {
      const values = [run, folded.map(({ id }) => id), folded.map(({ writer }) => writer)];
      await client.query({ ...sql('delete-journal'), values });
    }
    const pending = cuts.filter((cut) => !cut.folded);
    if (pending.length > 0) {
      const values = [run, pending.map(({ attempt }) => attempt), pending.map(({ startStep }) => startStep)];
      await client.query({ ...sql('mark-cuts'), values });
    }
  }

  /** After `write`: there is more to do, though nothing waits in the journal. */
  async unpack(): Promise<void> {
    await this.client.query({ ...sql('unpack-run'), values: [this.run] });
  }

  private async lastTiles(needs: readonly TileNeed[]): Promise<readonly StoredTile[]> {
    if (needs.length === 0) return [];
    const rows = await copyOut(this.client, sql('last-tiles'), [
      this.run,
      needs.map(({ metric }) => metric),
      needs.map(({ level }) => level),
      needs.map(({ block }) => block),
      needs.map(({ last = 0 }) => last),
    ]);
    return rows.map(tileOf);
  }

  private async lastHistory(needs: readonly TileNeed[]): Promise<readonly StoredTile[]> {
    if (needs.length === 0) return [];
    const metrics = needs.map(({ metric }) => metric);
    const rows = await copyOut(this.client, sql('last-history'), [
      this.run,
      metrics,
      needs.map(({ last = 0 }) => last),
    ]);
    return rows.map(tileOf);
  }
}

function tileOf(row: CopiedRow): StoredTile {
  return {
    metric: row.int4(0),
    level: row.int2(1),
    block: row.int4(2),
    lo: row.int8(3),
    gen: row.int8(4),
    hi: row.int8(5),
    n: row.int4(6),
    body: row.bytes(7),
  };
}

export type TileBlock = Pick<StoredTile, 'level' | 'block'>;

/** A tile without its body. */
export type TileHead = Omit<StoredTile, 'body' | 'element'> & { readonly bytes: number };

interface FoldState {
  readonly fold: bigint;
  readonly ended: boolean;
  readonly packed: boolean;
}

function columnsOf(keys: readonly TileKey[]): unknown[] {
  return [
    keys.map(({ metric }) => metric),
    keys.map(({ level }) => level),
    keys.map(({ block }) => block),
    keys.map(({ lo }) => lo),
    keys.map(({ gen }) => gen),
  ];
}

function* fieldsOf(run: RunKey, gen: bigint, tiles: Iterable<NewTile>): Generator<readonly CopyField[]> {
  for (const tile of tiles) yield tileFields(run, gen, tile);
}

function tileFields(run: RunKey, gen: bigint, tile: NewTile): readonly CopyField[] {
  const { metric, level, block, lo, hi, n, body } = tile;
  return [
    { int8: run },
    { int4: metric },
    { int2: level },
    { int4: block },
    { int8: lo },
    { int8: gen },
    { int8: hi },
    { int4: n },
    body,
  ];
}

function seriesColumns(rows: readonly SeriesRow[]): unknown[] {
  return [
    rows.map(({ metric }) => metric),
    rows.map(({ n }) => n),
    rows.map(({ nonFinite }) => nonFinite),
    rows.map(({ firstNonFiniteStep }) => firstNonFiniteStep),
    rows.map(({ firstStep }) => firstStep),
    rows.map(({ first }) => exact(first)),
    rows.map(({ lastStep }) => lastStep),
    rows.map(({ last }) => exact(last)),
    rows.map(({ min }) => exact(min)),
    rows.map(({ argmin }) => argmin),
    rows.map(({ max }) => exact(max)),
    rows.map(({ argmax }) => argmax),
    rows.map(({ mean }) => exact(mean)),
    rows.map(({ sealedHi }) => sealedHi),
    rows.map(({ sealedN }) => sealedN),
  ];
}

/** An array of numbers goes to Postgres as text, and −0 would lose its sign on the way. */
const exact = (value: number | null): number | string | null => (Object.is(value, -0) ? '-0' : value);
