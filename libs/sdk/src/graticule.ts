import { RunView, type SubmitRun } from '@graticule/contracts';
import { findCredentials } from './credentials.js';
import { type ClientOptions, GraticuleClient } from './graticule-client.js';
import { Run } from './run.js';
import { RunLog, type RunLogOptions } from './run-log.js';

export interface StartRun {
  /** Default: `default`. */
  readonly project?: string;
  readonly name?: string;
  readonly config?: SubmitRun['config'];
  readonly seed?: number | bigint;
  readonly tags?: readonly string[];
  readonly notes?: string;
  /** Begins with what counts of another run of the project below a step. */
  readonly fork?: { readonly run: string; readonly step: number | bigint };
}

export interface ResumeRun {
  readonly project?: string;
  /** What was logged from there on no longer counts. Default: everything does. */
  readonly startStep?: number | bigint;
}

const HEARTBEAT_MS = 10_000;
/** No more of an answer than is needed: a service may know more or less of a run than this version. */
const Opened = RunView.pick({ id: true, attempt: true });
type Opened = ReturnType<typeof Opened.parse>;

/** The way in for a script of one's own: `const run = await Graticule.connect().start({ name: 'first' })`. */
export class Graticule {
  private constructor(readonly client: GraticuleClient) {}

  /** Address and key: as given, else from the environment, else from a local data directory. Throws MissingCredentials. */
  static connect(options: Partial<ClientOptions> = {}): Graticule {
    const { url, token } = options;
    const known = url && token ? { url, token } : findCredentials(process.env, process.cwd());
    return new Graticule(new GraticuleClient({ ...known, ...options }));
  }

  /** Opens a run that this process logs. Throws ApiProblem when the service refuses or cannot be reached. */
  async start({ project = 'default', seed, fork, ...run }: StartRun, options: RunLogOptions = {}): Promise<Run> {
    const body = {
      ...run,
      ...(seed === undefined ? {} : { seed: wire(seed) }),
      ...(fork === undefined ? {} : { fork: { ...fork, step: wire(fork.step) } }),
    };
    const opened = Opened.parse(await this.client.json('POST', `/projects/${project}/runs`, body));
    return this.opened(opened, project, options);
  }

  /** Goes on with a run that a process logged before, whether it ended or died. Throws ApiProblem as `start` does. */
  async resume(
    run: string,
    { project = 'default', startStep }: ResumeRun = {},
    options: RunLogOptions = {},
  ): Promise<Run> {
    const body = startStep === undefined ? {} : { startStep: wire(startStep) };
    const opened = Opened.parse(await this.client.json('POST', `/runs/${run}/attempts`, body));
    return this.opened(opened, project, options);
  }

  private opened({ id, attempt }: Opened, project: string, options: RunLogOptions): Run {
    return new Run(id, RunLog.open(this.client, id, { project, attempt, heartbeatMs: HEARTBEAT_MS, ...options }));
  }
}

/** JSON numbers are doubles. */
const wire = (value: number | bigint): number | string => (typeof value === 'bigint' ? String(value) : value);
