import {
  AxisVersionView,
  type Cause,
  type FinishRun,
  LIMITS,
  MetricName,
  PutAxis,
  type RunId,
  RunView,
} from '@graticule/contracts';
import { ApiProblem } from './api-problem.js';
import { axisBody, type AxisDefinition } from './axis-definition.js';
import { AxisRef } from './axis-ref.js';
import { BatchSender } from './batch-sender.js';
import { DeliveryLoop } from './delivery-loop.js';
import { FramePacker } from './frame-packer.js';
import type { GraticuleClient } from './graticule-client.js';
import { type FlushReport, Ledger, type LogState } from './log-report.js';
import { type MetricDescription, MetricNames } from './metric-names.js';
import { PointBuffer } from './point-buffer.js';
import { vectorFrom, type VectorValues } from './vector-values.js';

export interface RunLogOptions {
  /** Slug of the run's project, where axes are registered. Default: asked of the service when the first axis needs it. */
  readonly project?: string;
  /** How long a point may wait for company before it is sent. Default 1 s. */
  readonly flushMs?: number;
  /** So many bytes are sent without waiting. Default 512 KiB. */
  readonly sendBytes?: number;
  /** No batch is larger, unless a single vector is. Default 4 MiB, at most 8 MiB. */
  readonly batchBytes?: number;
  /** How much may wait while the service cannot be reached. Beyond it new points are dropped, and counted. Default 256 MiB. */
  readonly memoryBytes?: number;
  /** Sends a heartbeat this often, so that the service notices when the process is gone. Default: none. */
  readonly heartbeatMs?: number;
  /** The attempt that this process is. When the run is at another one, nothing more of this log is taken. Default: not said. */
  readonly attempt?: number;
  /** Told once when the service will accept nothing more of this log. */
  readonly onStop?: (state: LogState) => void;
  readonly clock?: { now(): Date };
}

export interface FinishReport extends FlushReport {
  /** Whether the service knows that the run has ended as told. */
  readonly finished: boolean;
}

const KIB = 1024;

/**
 * Logs one run. Neither logging nor registering an axis ever throws, waits or touches the network before returning;
 * what goes wrong is counted, and told by `flush` and `finish`. Points are stored exactly once, in the order logged.
 */
export class RunLog {
  readonly #ledger: Ledger;
  readonly #buffer: PointBuffer;
  readonly #metrics: MetricNames;
  readonly #loop: DeliveryLoop;
  readonly #names = new Set<string>();
  readonly #memoryBytes: number;
  readonly #clock: { now(): Date };
  readonly #attempt: number | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #project: Promise<string> | undefined;
  #finishing: Promise<FinishReport> | undefined;

  private constructor(
    private readonly client: GraticuleClient,
    private readonly run: RunId,
    options: RunLogOptions,
  ) {
    this.#attempt = options.attempt;
    this.#ledger = new Ledger(client.log);
    this.#buffer = new PointBuffer(Math.min(options.batchBytes ?? 4096 * KIB, LIMITS.batchBytes - KIB));
    this.#metrics = new MetricNames(client, run, this.#ledger);
    const packer = new FramePacker(this.#metrics, this.#ledger);
    this.#loop = new DeliveryLoop(
      this.#buffer,
      new BatchSender(client, this.#path('points'), packer, this.#ledger),
      this.#ledger,
      {
        flushMs: options.flushMs ?? 1000,
        sendBytes: options.sendBytes ?? 512 * KIB,
        onStop: options.onStop ?? (() => undefined),
      },
    );
    this.#memoryBytes = options.memoryBytes ?? 256 * KIB * KIB;
    this.#clock = options.clock ?? { now: () => new Date() };
    this.#project = options.project === undefined ? undefined : Promise.resolve(options.project);
    if (options.heartbeatMs !== undefined) this.#beat(options.heartbeatMs);
  }

  static open(client: GraticuleClient, run: RunId, options: RunLogOptions = {}): RunLog {
    return new RunLog(client, run, options);
  }

  get state(): LogState {
    return this.#loop.state;
  }

  /** Unit and meaning of metrics, to be told before their first point. */
  describe(metrics: readonly MetricDescription[]): void {
    this.#metrics.describe(metrics);
  }

  /** Numbers by metric name at a step (a safe integer, or any 64-bit bigint). Values may be NaN and infinite. */
  scalar(step: number | bigint, values: Readonly<Record<string, number>>): void {
    this.#guarded(() => {
      const keys: string[] = [];
      const numbers: number[] = [];
      for (const name of Object.keys(values)) {
        this.#ledger.logged += 1;
        const value = values[name];
        if (typeof value !== 'number')
          this.#ledger.refuse(1, `${name} was logged with a ${typeof value}, not a number`);
        else if (this.#isUsable(name, 1)) {
          keys.push(name);
          numbers.push(value);
        }
      }
      const at = this.#step(step, keys.length);
      if (at === undefined || !this.#hasRoom(keys.length)) return;
      this.#buffer.row(at, this.#clock.now().getTime(), keys, numbers);
      this.#loop.wake();
    });
  }

  /** One number per element of an axis, or `{ elements, values }` for some of its elements. The arrays are copied. */
  vector(step: number | bigint, metric: string, axis: AxisRef, values: VectorValues): void {
    this.#guarded(() => {
      const vector = vectorFrom(values);
      const points = vector.values.length;
      this.#ledger.logged += points;
      const fault = vector.fault ?? axisFault(axis, vector);
      if (fault !== undefined) return this.#ledger.refuse(points, `${metric} was refused: ${fault}`);
      const at = this.#step(step, points);
      if (at === undefined || !this.#isUsable(metric, points) || !this.#hasRoom(points)) return;
      this.#buffer.vector({ ...vector, metric, axis, step: at, time: this.#clock.now().getTime() });
      this.#loop.wake();
    });
  }

  /** Registers elements and attributes of an axis. The same body gives the same version, however often it is sent. */
  axis(name: string, body: AxisDefinition): AxisRef {
    const { elements } = body;
    // An axis without elements is refused, and its vectors with it.
    const size = (typeof elements === 'number' ? elements : elements?.length) || undefined;
    return new AxisRef(name, this.#register(name, body), size);
  }

  /** Sends what is waiting and tells what became of every point. Never rejects; `pending` is 0 unless time was up. */
  async flush(timeoutMs = 30_000): Promise<FlushReport> {
    await this.#loop.flush(timeoutMs);
    return this.#ledger.report(this.#loop.state);
  }

  /** Flushes, ends the run with this status, and closes the log; a second call changes nothing. Never rejects. */
  finish(
    status: FinishRun['status'] = 'FINISHED',
    cause?: Cause,
    { timeoutMs = 60_000 }: { readonly timeoutMs?: number } = {},
  ): Promise<FinishReport> {
    this.#finishing ??= this.#finish(cause ? { status, cause } : { status }, timeoutMs);
    return this.#finishing;
  }

  /** Sends nothing more and leaves the run as it is, for somebody else to end. */
  close(): void {
    clearInterval(this.#heartbeat);
    this.#loop.close('closed');
  }

  async #finish(body: FinishRun, timeoutMs: number): Promise<FinishReport> {
    const start = performance.now();
    await this.#loop.flush(timeoutMs);
    clearInterval(this.#heartbeat);
    if (this.#loop.state !== 'open') return { ...this.#ledger.report(this.#loop.state), finished: false };
    this.#loop.close('closed');
    // Ending the run matters more than the limit: it gets two seconds even if the flush has used them up.
    const leftMs = Math.max(2000, timeoutMs - (performance.now() - start));
    const finished = await this.#end(body, leftMs);
    return { ...this.#ledger.report('closed'), finished };
  }

  async #end(body: FinishRun, timeoutMs: number): Promise<boolean> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    try {
      const options = { signal: abort.signal, retryForMs: timeoutMs };
      await this.client.json('POST', this.#path('finish'), body, options);
      return true;
    } catch (error) {
      // An earlier try got through and only its answer was lost.
      if (error instanceof ApiProblem && error.body['from'] === body.status) return true;
      this.#ledger.note(`the run could not be ended as ${body.status}: ${textOf(error)}`);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async #register(name: string, body: AxisDefinition): Promise<AxisVersionView | undefined> {
    const checked = PutAxis.safeParse(axisBody(body));
    if (!checked.success) {
      const [issue] = checked.error.issues;
      this.#ledger.note(`the axis ${name} was refused: ${issue?.path.join('.')}: ${issue?.message}`);
      return undefined;
    }
    try {
      this.#project ??= this.client.json('GET', `/runs/${this.run}`).then((run) => RunView.parse(run).project);
      const path = `/projects/${await this.#project}/axes/${encodeURIComponent(name)}`;
      const options = { signal: this.#loop.signal, retryForMs: Infinity };
      return AxisVersionView.parse(await this.client.json('PUT', path, checked.data, options));
    } catch (error) {
      if (this.#loop.state === 'open') this.#ledger.note(`the axis ${name} was refused: ${textOf(error)}`);
      return undefined;
    }
  }

  #path(what: 'points' | 'heartbeat' | 'finish'): string {
    return `/runs/${this.run}/${what}${this.#attempt === undefined ? '' : `?attempt=${this.#attempt}`}`;
  }

  #step(step: number | bigint, points: number): bigint | undefined {
    if (typeof step === 'bigint' && BigInt.asIntN(64, step) === step) return step;
    if (typeof step === 'number' && Number.isSafeInteger(step)) return BigInt(step);
    this.#ledger.refuse(points, `${step} is no step: a safe integer, or a bigint of 64 bits`);
    return undefined;
  }

  #isUsable(name: string, points: number): boolean {
    if (this.#names.has(name)) return true;
    const parsed = MetricName.safeParse(name);
    if (parsed.success) this.#names.add(name);
    else
      this.#ledger.refuse(
        points,
        `${JSON.stringify(name)} cannot be a metric name: ${parsed.error.issues[0]?.message}`,
      );
    return parsed.success;
  }

  #hasRoom(points: number): boolean {
    if (points === 0) return false;
    if (this.#loop.state !== 'open') {
      this.#ledger.drop(points, `points were logged after the log was ${this.#loop.state}`);
      return false;
    }
    if (this.#loop.bytes < this.#memoryBytes) return true;
    this.#ledger.drop(points, `more than ${this.#memoryBytes} bytes are waiting to be sent: new points are dropped`);
    return false;
  }

  #guarded(log: () => void): void {
    try {
      log();
    } catch (error) {
      this.#ledger.note(`a call of the log went wrong: ${textOf(error)}`);
    }
  }

  #beat(everyMs: number): void {
    const beat = () =>
      this.client
        .json('POST', this.#path('heartbeat'), {}, { signal: this.#loop.signal, retryForMs: 0 })
        .catch((error: unknown) => {
          if (this.#loop.state === 'open') this.#ledger.note(`a heartbeat failed: ${textOf(error)}`);
        });
    void beat(); // at once: a process that dies before the second beat is missed too
    this.#heartbeat = setInterval(() => void beat(), everyMs);
    this.#heartbeat.unref();
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Why a vector does not fit its axis. Told here, because a batch with one that does not is refused whole. */
function axisFault(axis: AxisRef, { values, elements }: ReturnType<typeof vectorFrom>): string | undefined {
  if (!(axis instanceof AxisRef)) return 'it needs an axis, as `axis` gives one';
  const { size } = axis;
  if (size === undefined) return undefined;
  if (elements === undefined)
    return values.length === size ? undefined : `${values.length} values for the ${size} elements of ${axis.name}`;
  const last = elements.at(-1) ?? 0;
  return last < size ? undefined : `element ${last} is beyond the ${size} elements of ${axis.name}`;
}
