import { axisVersionId, type ProblemItem, type ProjectKey, projectKey, type PutAxis } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { Pool, PoolClient } from 'pg';
import {
  type AxisBody,
  COLUMN_KINDS,
  decodeColumn,
  digestOf,
  encodeColumn,
  KEY_COLUMN,
  parseAxisBody,
} from './axis-body.js';
import { type AxisColumn, type AxisHeader, AxisVersion } from './axis-version.js';
import { BoundedCache } from '../store/bounded-cache.js';
import { inTransaction } from '../store/in-transaction.js';
import { sql } from '../sql.js';

export type AxisOutcome =
  | { readonly kind: 'stored'; readonly version: AxisVersion; readonly created: boolean }
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemItem[] };

const CACHED_BYTES = 256 * 1024 * 1024;
const CACHED_HEADERS = 100_000;

/**
 * Axes and their versions. Invariants: elements and attributes of a version never change; equal ones of one axis are one
 * version, found by a digest of their content; others become the next version, numbered under a lock on the axis. Groupings are
 * only ever added to a version, so what is in memory here may lack one that another replica has declared.
 */
export class AxisRegistry {
  private readonly versions: BoundedCache<number, AxisVersion>;
  private readonly headers = new BoundedCache<number, AxisHeader>(CACHED_HEADERS);

  constructor(
    private readonly pool: Pool,
    options: { readonly cacheBytes?: number } = {},
  ) {
    this.versions = new BoundedCache(options.cacheBytes ?? CACHED_BYTES);
  }

  async put(project: ProjectKey, axis: string, put: PutAxis): Promise<AxisOutcome> {
    const parsed = parseAxisBody(put);
    if (parsed.kind === 'invalid') return parsed;
    const { body } = parsed;
    const digest = digestOf(body);
    const known = await this.find(project, axis, digest);
    const { header, created } = known ?? (await this.insert(project, axis, { body, digest }));
    const declared = await this.withGroupings(header, body.groupings);
    const version = new AxisVersion(declared, body.columns, body.keys);
    this.versions.set(version.id, version, weightOf(body));
    return { kind: 'stored', version, created };
  }

  /** The whole version, keys and columns; groupings declared elsewhere meanwhile may be missing. Undefined when there is none. */
  async byId(id: number): Promise<AxisVersion | undefined> {
    const cached = this.versions.get(id);
    if (cached !== undefined) return cached;
    const header = await this.header(id);
    if (header === undefined) return undefined;
    const { rows } = await this.pool.query<ColumnRow>({ ...sql('axis-columns'), values: [id] });
    const columns = new Map(rows.map((row) => [row.name, decodeColumn(row.kind, row.body)]));
    const keys = columns.get(KEY_COLUMN);
    columns.delete(KEY_COLUMN);
    const names = keys?.kind === 'text' ? keys.values.map((key) => key ?? '') : undefined;
    const body: AxisBody = { size: header.size, keys: names, columns, groupings: header.groupings };
    const version = new AxisVersion(header, columns, names);
    this.versions.set(id, version, weightOf(body));
    return version;
  }

  /** Size and owner of a version, without its columns. */
  async header(id: number): Promise<AxisHeader | undefined> {
    return this.headers.get(id) ?? this.readHeader(id);
  }

  /** The version with the groupings that it has by now. For whoever misses one. */
  async refreshed(version: AxisVersion): Promise<AxisVersion> {
    const header = await this.readHeader(version.id);
    if (header === undefined || header.groupings.length === version.groupings.length) return version;
    const fresh = version.regrouped(header.groupings);
    const { size, columns, groupings } = fresh;
    this.versions.set(fresh.id, fresh, weightOf({ size, keys: undefined, columns, groupings }));
    return fresh;
  }

  /** The header when it is in memory, for the hot path. */
  peekHeader(id: number): AxisHeader | undefined {
    return this.headers.get(id);
  }

  private async readHeader(id: number): Promise<AxisHeader | undefined> {
    const { rows } = await this.pool.query<HeaderRow>({ ...sql('axis-version-by-id'), values: [id] });
    const header = rows[0] === undefined ? undefined : headerOf(rows[0]);
    if (header !== undefined) this.headers.set(id, header, 1);
    return header;
  }

  private async withGroupings(header: AxisHeader, wanted: readonly string[]): Promise<AxisHeader> {
    if (wanted.every((name) => header.groupings.includes(name))) return header;
    const { rows } = await this.pool.query<HeaderRow>({ ...sql('add-groupings'), values: [header.id, [...wanted]] });
    if (rows[0] === undefined) throw new AppError('INTERNAL', `axis version ${header.id} is gone`);
    const declared = headerOf(rows[0]);
    await this.pool.query({ ...sql('unpack-axis'), values: [declared.id] });
    this.headers.set(declared.id, declared, 1);
    return declared;
  }

  private async find(project: ProjectKey, axis: string, digest: Buffer) {
    const { rows } = await this.pool.query<HeaderRow>({
      ...sql('axis-version-by-digest'),
      values: [project, axis, digest],
    });
    return rows[0] === undefined ? undefined : { header: headerOf(rows[0]), created: false };
  }

  private async insert(project: ProjectKey, axis: string, content: { body: AxisBody; digest: Buffer }) {
    const { created, ...row } = await inTransaction(this.pool, async (client) => {
      return { end: 'commit', result: await insertVersion(client, [project, axis], content) };
    });
    return { header: headerOf(row), created };
  }
}

interface HeaderRow {
  readonly id: number;
  readonly project_id: number;
  readonly axis: string;
  readonly version: number;
  readonly size: number;
  readonly groupings: readonly string[];
}

interface ColumnRow {
  readonly name: string;
  readonly kind: number;
  readonly body: Buffer;
}

function headerOf(row: HeaderRow): AxisHeader {
  const { axis, version, size, groupings } = row;
  return { id: axisVersionId(row.id), projectKey: projectKey(row.project_id), axis, version, size, groupings };
}

async function insertVersion(
  client: PoolClient,
  axis: readonly [ProjectKey, string],
  { body, digest }: { readonly body: AxisBody; readonly digest: Buffer },
): Promise<HeaderRow & { readonly created: boolean }> {
  await client.query({ ...sql('insert-axis'), values: [...axis] });
  // From here on whoever puts to the same axis waits, so that the next number is free and equal bodies meet.
  await client.query({ ...sql('lock-axis'), values: [...axis] });
  const found = await client.query<HeaderRow>({ ...sql('axis-version-by-digest'), values: [...axis, digest] });
  if (found.rows[0] !== undefined) return { ...found.rows[0], created: false };
  const { rows } = await client.query<HeaderRow>({
    ...sql('insert-axis-version'),
    values: [...axis, body.size, digest, [...body.groupings]],
  });
  const row = rows[0];
  if (row === undefined) throw new AppError('INTERNAL', `the axis “${axis[1]}” vanished while a version was added`);
  for (const [name, column] of storedColumns(body)) {
    const values = [row.id, name, COLUMN_KINDS[column.kind], encodeColumn(column)];
    await client.query({ ...sql('insert-axis-column'), values });
  }
  return { ...row, created: true };
}

function storedColumns(body: AxisBody): (readonly [string, AxisColumn])[] {
  const keys = body.keys === undefined ? [] : [[KEY_COLUMN, { kind: 'text', values: body.keys }] as const];
  return [...keys, ...body.columns];
}

/** Roughly the bytes a version holds in memory: a short string costs about 32. */
function weightOf(body: AxisBody): number {
  const texts = [...body.columns.values()].filter((column) => column.kind === 'text').length;
  return 1000 + body.size * (32 * (texts + 1) + 8 * (body.columns.size - texts));
}
