import { createHash } from 'node:crypto';
import { RunId, type RunKey, runKey, type SubmitRun } from '@graticule/contracts';
import { newId } from '@graticule/platform';
import { deliver } from './deliver.js';
import type { Client, House, Reception } from './house.js';
import type { ProjectRecord } from './project-record.js';
import { insertConfig } from './insert-config.js';
import { readRecord } from './read-runs.js';
import type { Actor, RunRecord } from './run-record.js';
import { sql } from './sql.js';

/** A request whose recipe, if it names one, was resolved and whose config is complete, as is the run that it forks. */
export type RunRequest = SubmitRun & {
  readonly resolvedRecipe?: { readonly name: string; readonly version: string };
  readonly resolvedFork?: { readonly from: RunKey; readonly step: bigint };
};

export interface SubmitOptions {
  readonly actor: Actor;
  /** Unique in the project: the same key and request again answer with the run that they made. */
  readonly idempotencyKey?: string;
}

export type SubmitOutcome =
  | { readonly kind: 'created' | 'replayed'; readonly run: RunRecord }
  | { readonly kind: 'conflict' };

/** A row for `insert-runs.sql`; int8 as text, because JSON numbers are doubles. */
export interface NewRun {
  readonly position: number;
  readonly key: string;
  readonly id: RunId;
  readonly study_id?: number;
  readonly study_role?: string;
  readonly name: string;
  readonly status: 'QUEUED' | 'RUNNING';
  readonly config: Readonly<Record<string, unknown>>;
  readonly seed?: string;
  readonly tags: readonly string[];
  readonly notes?: string | undefined;
  readonly recipe?: string;
  readonly recipe_version?: string;
  readonly idempotency_key?: string;
  readonly request_hash?: string;
  readonly queue: string;
  readonly priority: number;
  readonly max_attempts: number;
  readonly timeout_seconds?: number | undefined;
  readonly attempt: number;
  /** The key of the run that it is forked from. */
  readonly fork_of?: string;
  readonly fork_step?: string;
}

/**
 * Submits a run: QUEUED with a recipe, else RUNNING and open to measurements, a fork with those that it takes over. The gate
 * of an outside run is opened first and the run inserted second: a crash between the two leaves a gate without a run, and of
 * a fork its measurements, which nobody can name. Only when the answer is that somebody else was first are they taken back:
 * after an error the run may be there. A queued run is handed to the queue after the commit; a crash between those two is
 * repaired by the reconciler.
 */
export async function submitRun(
  house: Reception,
  project: ProjectRecord,
  request: RunRequest,
  options: SubmitOptions,
): Promise<SubmitOutcome> {
  const hash = requestHash(request);
  const earlier = await replayed(house, project, hash, options.idempotencyKey);
  if (earlier) return earlier;
  const [key] = await reserveKeys(house, 1);
  const attempt = request.resolvedRecipe ? FIRST : await openedAttempt(house, key, request);
  const run = newRun(key, request, { hash, idempotencyKey: options.idempotencyKey, attempt });
  const inserted = await house.database.transaction((client) => insertRuns(client, project, [run], options.actor));
  if (inserted === 0) {
    if (request.resolvedFork) await house.forks.abandon(key);
    return replayedOrThrow(house, project, hash, options.idempotencyKey);
  }
  const { id, queue, priority } = run;
  if (run.status === 'QUEUED') await deliver(house.database, house.queue, { run: id, attempt: 1, queue, priority });
  return { kind: 'created', run: await readRecord(house.database, id) };
}

const FIRST = 1;

/** The attempt that an outside run is open to. */
async function openedAttempt(
  { gate, forks }: Reception,
  key: RunKey,
  { resolvedFork }: Pick<RunRequest, 'resolvedFork'>,
): Promise<number> {
  const forked = resolvedFork && (await forks.begin(key, resolvedFork));
  if (forked !== undefined) return forked;
  await gate.open(key, FIRST, 0n, null);
  return FIRST;
}

/** Keys of runs that do not exist yet. */
export async function reserveKeys(house: Pick<House, 'database'>, count: number): Promise<[RunKey, ...RunKey[]]> {
  const { rows } = await house.database.pool.query<{ key: bigint }>({ ...sql('reserve-run-keys'), values: [count] });
  const [first, ...rest] = rows.map((row) => runKey(row.key));
  if (first === undefined) throw new RangeError('at least one key');
  return [first, ...rest];
}

/** Inserts runs with jobs, attempts, numbered transitions and searchable configurations. How many: those with a taken idempotency key are left out. */
export async function insertRuns(
  client: Client,
  project: ProjectRecord,
  runs: readonly NewRun[],
  actor: Actor,
): Promise<number> {
  const { rows } = await client.query<{ key: bigint }>({
    ...sql('insert-runs'),
    values: [project.key, JSON.stringify(runs), actor],
  });
  const inserted = new Set(rows.map(({ key }) => String(key)));
  await insertConfig(
    client,
    project.key,
    runs.filter(({ key }) => inserted.has(key)),
  );
  return rows.length;
}

/** The hash that tells a replay from another request under the same key: of the content, whatever the order of its names. */
export function requestHash(request: unknown): string {
  return createHash('sha256').update(canonical(request)).digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function newRun(
  key: RunKey,
  request: RunRequest,
  {
    hash,
    idempotencyKey,
    attempt,
  }: { readonly hash: string; readonly idempotencyKey: string | undefined; readonly attempt: number },
): NewRun {
  const { resolvedRecipe: recipe, resolvedFork: fork, seed = recipe && 0n } = request;
  const id = RunId.parse(newId());
  return {
    position: 0,
    key: String(key),
    id,
    name: request.name ?? `${recipe?.name ?? 'run'} ${id.slice(-6)}`,
    status: recipe ? 'QUEUED' : 'RUNNING',
    config: request.config,
    tags: request.tags,
    notes: request.notes,
    queue: request.queue,
    priority: request.priority,
    max_attempts: request.maxAttempts,
    timeout_seconds: request.timeoutSeconds,
    attempt,
    ...(fork && { fork_of: String(fork.from), fork_step: String(fork.step) }),
    ...(seed === undefined ? {} : { seed: String(seed) }),
    ...(recipe && { recipe: recipe.name, recipe_version: recipe.version }),
    ...(idempotencyKey === undefined ? {} : { idempotency_key: idempotencyKey, request_hash: hash }),
  };
}

async function replayed(
  house: House,
  project: ProjectRecord,
  hash: string,
  key: string | undefined,
): Promise<SubmitOutcome | undefined> {
  if (key === undefined) return undefined;
  const { rows } = await house.database.pool.query<{ id: string; request_hash: string | null }>({
    ...sql('request-of-key'),
    values: [project.key, key],
  });
  const [earlier] = rows;
  if (!earlier) return undefined;
  if (earlier.request_hash !== hash) return { kind: 'conflict' };
  return { kind: 'replayed', run: await readRecord(house.database, RunId.parse(earlier.id)) };
}

/** Somebody else inserted under the same key a moment ago. */
async function replayedOrThrow(
  house: House,
  project: ProjectRecord,
  hash: string,
  key: string | undefined,
): Promise<SubmitOutcome> {
  const outcome = await replayed(house, project, hash, key);
  if (!outcome) throw new Error('a run was not inserted and nobody else has its idempotency key');
  return outcome;
}
