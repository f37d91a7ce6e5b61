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
}

const HEARTBEAT_MS = 10_000;

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
  async start({ project = 'default', seed, ...run }: StartRun, options: RunLogOptions = {}): Promise<Run> {
    const body = seed === undefined ? run : { ...run, seed: typeof seed === 'bigint' ? String(seed) : seed };
    const { id } = RunView.parse(await this.client.json('POST', `/projects/${project}/runs`, body));
    return new Run(id, RunLog.open(this.client, id, { project, heartbeatMs: HEARTBEAT_MS, ...options }));
  }
}
