import { hostname } from 'node:os';
import { join } from 'node:path';
import { PERMISSIONS } from '@graticule/contracts';
import { type Credentials, readCredentials, writeCredentials } from '../credentials.js';
import { CHECKOUT, type Settings } from '../settings.js';
import { ApiPart } from './api-part.js';
import { DataDirectory } from './data-directory.js';
import { requireFreePort } from './free-port.js';
import { isKeyAccepted } from './is-key-accepted.js';
import { type DatabaseAddress, prepareDatabase } from './prepare-database.js';
import { Supervisor } from './supervisor.js';
import { WorkerPart } from './worker-part.js';

export interface UpOptions {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Level of what the parts write to their logs. */
  readonly logLevel: string;
  /** Says one line to the person who started it. */
  readonly note: (line: string) => void;
}

/**
 * A whole service on this machine: database, API, workers. Order is everything: the directory is locked before anything
 * is touched, the port is tried before the database starts, keys exist before workers do, and it stops the other way
 * round. Workers get their key in memory only; the key on disk is the person's.
 */
export class LocalService {
  private readonly supervisor: Supervisor;
  private directory: DataDirectory | undefined;
  private credentials: Credentials | undefined;

  constructor(private readonly options: UpOptions) {
    this.supervisor = new Supervisor(options.note);
  }

  get stopping(): boolean {
    return this.supervisor.stopping;
  }

  async start(): Promise<Credentials> {
    const { settings } = this.options;
    this.directory = await DataDirectory.acquire(settings.data);
    await requireFreePort(settings.host, settings.port);
    const database = await prepareDatabase({ ...this.options, supervisor: this.supervisor });
    const api = new ApiPart(this.part('api', 'api', apiEnvironment(this.options, database)));
    await this.supervisor.add(api);
    this.credentials = await this.ensureCredentials(api);
    for (let number = 1; number <= settings.workers; number++) await this.addWorker(number, api, database);
    return this.credentials;
  }

  async stop(): Promise<void> {
    await this.supervisor.stop();
    await this.directory?.release();
  }

  /** Leaves no process behind and works while this one exits. The lock is recognised as dead by the next start. */
  kill(): void {
    this.supervisor.kill();
  }

  private async ensureCredentials(api: ApiPart): Promise<Credentials> {
    const { data } = this.options.settings;
    const { url } = api;
    const known = await readCredentials(data);
    if (known !== undefined && (await isKeyAccepted(url, known.apiKey))) {
      if (known.url !== url) await writeCredentials(data, { ...known, url });
      return { ...known, url };
    }
    const credentials = { url, apiKey: await api.issueKey(this.keyName('owner'), PERMISSIONS) };
    await writeCredentials(data, credentials);
    return credentials;
  }

  private async addWorker(number: number, api: ApiPart, database: DatabaseAddress): Promise<void> {
    const name = `worker ${number}`;
    const environment = {
      ...shared(this.options),
      GRATICULE_URL: api.url,
      GRATICULE_API_KEY: await api.issueKey(this.keyName(name), ['workers:run']),
      GRATICULE_QUEUE_URL: database.queueUrl,
      DATABASE_URL: undefined, // a worker is told of the queue alone; in a Postgres of our own it may see no more
    };
    await this.supervisor.add(new WorkerPart(this.part(name, 'worker', environment)));
  }

  private part(name: string, app: string, environment: Readonly<Record<string, string | undefined>>) {
    return { name, main: join(CHECKOUT, 'apps', app, 'dist', 'main.js'), environment, log: this.options.note };
  }

  /** Unique to this directory: services that share a database do not replace each other's keys. */
  private keyName(use: string): string {
    return `${use} of ${hostname()}:${this.options.settings.data}`.slice(0, 250);
  }
}

const shared = ({ environment, settings, logLevel }: UpOptions) => ({
  ...environment,
  GRATICULE_DATA: settings.data,
  GRATICULE_LOG: logLevel,
});

const apiEnvironment = (options: UpOptions, database: DatabaseAddress) => ({
  ...shared(options),
  GRATICULE_HOST: options.settings.host,
  GRATICULE_PORT: String(options.settings.port),
  GRATICULE_URL: undefined,
  GRATICULE_API_KEY: undefined,
  DATABASE_URL: database.url,
  GRATICULE_QUEUE_URL: database.queueUrl,
  GRATICULE_MIGRATE: '1',
});
