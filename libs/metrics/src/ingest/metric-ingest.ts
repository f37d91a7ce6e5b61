import { randomBytes } from 'node:crypto';
import { decodeFrame, encodeFrame, type Frame, LIMITS, type NamedBatch, type RunKey } from '@graticule/contracts';
import { type Clock, systemClock } from '@graticule/platform';
import type { AxisRegistry } from '../dictionary/axis-registry.js';
import { BoundedCache } from '../store/bounded-cache.js';
import { checkFrame, type FrameContext } from './check-frame.js';
import type { MetricDictionary } from '../dictionary/metric-dictionary.js';
import type { AppendOutcome, Bindings, JournalBatch, MetricStore } from '../store/metric-store.js';
import type { JournalBacklog } from '../store/journal-backlog.js';
import { IngestReport } from './ingest-report.js';
import { NamedBatchReader } from './named-batch.js';
import { QueuedBytes } from './queued-bytes.js';
import type { IngestOutcome, Writer } from './writer.js';

interface IngestOptions {
  /** Beyond its bound a batch is answered `busy`. */
  readonly queued?: QueuedBytes;
  /** Beyond its bounds a batch is answered `busy`. Default: any backlog is taken. */
  readonly backlog?: JournalBacklog;
  /** A writer for a batch that names none. */
  readonly newWriter?: () => bigint;
  readonly clock?: Clock;
}

/** What the caller holds of `MetricIngest.queued` for this batch already. */
interface Arrived {
  readonly held: number;
}

type Known = Pick<FrameContext, 'metric' | 'axis'>;

const NOTHING_HELD: Arrived = { held: 0 };
const CACHED_BINDINGS = 200_000;
const RETRY_SECONDS = 1;

/**
 * Accepts measurements. Invariants: `accepted` follows the commit; replaying a batch changes nothing; a batch is stored whole,
 * byte for byte as it was sent, or not at all. The cost besides the decoder's checks is per metric and per batch, never per
 * point: what a batch names is looked up once and remembered, because none of it ever changes.
 */
export class MetricIngest {
  readonly report = new IngestReport();
  readonly queued: QueuedBytes;
  private readonly named: NamedBatchReader;
  private readonly bound = new BoundedCache<RunKey, Bindings>(CACHED_BINDINGS);

  constructor(
    private readonly store: MetricStore,
    private readonly dictionary: MetricDictionary,
    private readonly axes: AxisRegistry,
    private readonly options: IngestOptions = {},
  ) {
    this.queued = options.queued ?? new QueuedBytes();
    this.named = new NamedBatchReader(dictionary, axes, options.clock ?? systemClock);
  }

  async acceptFrame(writer: Writer, bytes: Uint8Array, { held } = NOTHING_HELD): Promise<IngestOutcome> {
    return this.admitted(writer.runKey, bytes.byteLength - held, async () => {
      if (bytes.byteLength > LIMITS.batchBytes) return tooLarge(bytes.byteLength);
      const decoded = decodeFrame(bytes);
      if (decoded.kind === 'malformed') return decoded;
      return this.keep(writer, decoded.frame, { points: decoded.points, body: bytes });
    });
  }

  /** A batch of names. Writer and sequence: its own, else `fallback`, else a writer of one batch that nobody can replay. */
  async acceptNamed(
    writer: Writer,
    batch: NamedBatch,
    fallback?: { readonly writer: bigint; readonly sequence: bigint },
    { held } = NOTHING_HELD,
  ): Promise<IngestOutcome> {
    return this.admitted(writer.runKey, sizeOf(batch) - held, async () => {
      if ((batch.writer === undefined) !== (batch.sequence === undefined)) return halfAnIdentity();
      const read = await this.named.read(writer.projectKey, batch);
      if (read.kind === 'invalid') return read;
      const identity = {
        writer: batch.writer ?? fallback?.writer ?? (this.options.newWriter ?? randomWriter)(),
        sequence: batch.sequence ?? fallback?.sequence ?? 1n,
      };
      const body = encodeFrame({ ...identity, ...read.content });
      if (body.byteLength > LIMITS.batchBytes) return tooLarge(body.byteLength);
      // Decoded again: whatever made this batch, the journal only ever takes what every reader can read.
      const decoded = decodeFrame(body);
      if (decoded.kind === 'malformed') return decoded;
      return this.keep(writer, decoded.frame, { points: decoded.points, body });
    });
  }

  private async admitted(run: RunKey, bytes: number, accept: () => Promise<IngestOutcome>): Promise<IngestOutcome> {
    const outcome = await this.answered(run, Math.max(0, bytes), accept).catch((error: unknown) => {
      this.report.note('failed');
      throw error;
    });
    this.report.note(outcome.kind, outcome.kind === 'accepted' ? outcome.accepted : 0);
    return outcome;
  }

  private async answered(run: RunKey, bytes: number, accept: () => Promise<IngestOutcome>): Promise<IngestOutcome> {
    const release = this.queued.hold(bytes);
    if (release === undefined) return { kind: 'busy', retryAfterSeconds: RETRY_SECONDS };
    try {
      const retryAfterSeconds = await this.options.backlog?.refusal(run);
      if (retryAfterSeconds !== undefined) return { kind: 'busy', retryAfterSeconds };
      return await accept();
    } finally {
      release();
    }
  }

  private async keep(
    writer: Writer,
    frame: Frame,
    content: { readonly points: number; readonly body: Uint8Array },
  ): Promise<IngestOutcome> {
    const known = this.inMemory(frame) ?? (await this.lookUp(frame));
    const unmet = this.unbound(writer.runKey, frame);
    if (unmet.size > 0) this.remember(writer.runKey, await this.store.bindings(writer.runKey, [...unmet.keys()]));
    const check = () =>
      checkFrame(frame, { ...known, project: writer.projectKey, bindings: this.boundOf(writer.runKey) });
    const problems = check();
    if (problems.length > 0) return { kind: 'invalid', problems };

    const batch = { writer: frame.writer, sequence: frame.sequence, ...content };
    const fresh = this.unbound(writer.runKey, frame);
    if (fresh.size === 0) return this.answer(writer, await this.store.append(writer, batch), batch);
    const outcome = await this.store.appendBinding(writer, batch, fresh);
    if (outcome.kind === 'bound') {
      // Another batch bound the series while this one was on its way: now the check sees that version.
      this.remember(writer.runKey, outcome.bindings);
      return { kind: 'invalid', problems: check() };
    }
    if (outcome.kind === 'accepted') this.remember(writer.runKey, fresh);
    return this.answer(writer, outcome, batch);
  }

  private answer({ runKey }: Writer, outcome: AppendOutcome, { points, body }: JournalBatch): IngestOutcome {
    if (outcome.kind !== 'accepted') return outcome;
    this.options.backlog?.noteAccepted(runKey, { rows: 1, points, bytes: body.byteLength });
    return { ...outcome, accepted: points };
  }

  /** Everything the frame names, if this replica has met all of it: so it is for the batches of a run under way. */
  private inMemory({ scalars, vectors }: Frame): Known | undefined {
    for (const { metrics } of scalars) {
      for (let k = 0; k < metrics.length; k++)
        if (this.dictionary.peek(metrics[k] ?? 0) === undefined) return undefined;
    }
    for (const { metric, axisVersion } of vectors) {
      if (this.dictionary.peek(metric) === undefined || this.axes.peekHeader(axisVersion) === undefined)
        return undefined;
    }
    return { metric: (id) => this.dictionary.peek(id), axis: (id) => this.axes.peekHeader(id) };
  }

  /** The same, asking the store. Held apart from the caches, which may forget while others of these are still on their way. */
  private async lookUp({ scalars, vectors }: Frame): Promise<Known> {
    const ids = new Set(vectors.map(({ metric }) => metric));
    for (const { metrics } of scalars) for (const id of metrics) ids.add(id);
    const versions = [...new Set(vectors.map(({ axisVersion }) => axisVersion))];
    const [metrics, headers] = await Promise.all([
      this.dictionary.byId([...ids]),
      Promise.all(versions.map((id) => this.axes.header(id))),
    ]);
    return { metric: (id) => metrics.get(id), axis: (id) => headers.find((header) => header?.id === id) };
  }

  private unbound(run: RunKey, frame: Frame): Bindings {
    if (frame.vectors.length === 0) return new Map();
    const bound = this.boundOf(run);
    const fresh = frame.vectors.filter(({ metric }) => !bound.has(metric));
    return new Map(fresh.map(({ metric, axisVersion }) => [metric, axisVersion]));
  }

  private boundOf(run: RunKey): Bindings {
    return this.bound.get(run) ?? new Map();
  }

  private remember(run: RunKey, bindings: Bindings): void {
    const all = new Map([...this.boundOf(run), ...bindings]);
    this.bound.set(run, all, all.size + 1);
  }
}

function tooLarge(bytes: number): IngestOutcome {
  const detail = `the batch takes ${bytes} bytes as a frame; the limit is ${LIMITS.batchBytes}, send it in parts`;
  return { kind: 'invalid', problems: [{ pointer: '', code: 'BATCH_TOO_LARGE', detail }] };
}

function halfAnIdentity(): IngestOutcome {
  const detail = 'writer and sequence belong together: send both, or neither';
  return { kind: 'invalid', problems: [{ pointer: '#/writer', code: 'WRITER_WITHOUT_SEQUENCE', detail }] };
}

function randomWriter(): bigint {
  return BigInt.asUintN(63, randomBytes(8).readBigUInt64LE());
}

function sizeOf(batch: NamedBatch): number {
  const scalars = batch.groups.map((group) => group.steps.length * (16 + 8 * group.values.size));
  const vectors = batch.vectors.map((vector) => 12 * vector.values.length);
  return [...scalars, ...vectors].reduce((total, bytes) => total + bytes, 0);
}
