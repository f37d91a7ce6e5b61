import 'reflect-metadata';
import { firstBoot, KeyRing, type Permission } from '@graticule/access';
import { createApi } from '@graticule/api/create-api';
import { LIMITS, PERMISSIONS, teamKey } from '@graticule/contracts';
import { connectDatabase } from '@graticule/database';
import { createLogger } from '@graticule/platform';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { ApiClient } from './api-client.js';
import { testDatabaseUrl } from './test-database.js';

interface Options {
  /** Default: a migrated database of its own. */
  readonly databaseUrl?: string;
  /** Modules beside the API's own. */
  readonly beside?: readonly Type[];
  /** Called before anything is registered. */
  readonly before?: (app: NestFastifyApplication) => void;
  readonly claimMs?: number;
  /** Default: an hour, so that only the test moves things. */
  readonly sweepMs?: number;
}

/** The real service on a free port, with a team, a project `default` and as many keys as a test wants. */
export async function startApi(options: Options = {}): Promise<TestApi> {
  const databaseUrl = options.databaseUrl ?? (await testDatabaseUrl());
  const environment = {
    databaseUrl,
    queueUrl: databaseUrl,
    host: '127.0.0.1',
    port: 0,
    logLevel: 'error' as const,
    claimMs: options.claimMs ?? 15_000,
    sweepMs: options.sweepMs ?? 3_600_000,
    backlog: { points: LIMITS.backlogPoints, bytes: LIMITS.backlogBytes },
    folders: 0, // a test folds when it wants to
    migrate: false,
  };
  const app = await createApi({ environment, log: createLogger('test', 'fatal'), beside: options.beside ?? [] });
  options.before?.(app);
  await app.listen(0, '127.0.0.1');
  return new TestApi(app, await app.getUrl(), databaseUrl);
}

export class TestApi {
  constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly databaseUrl: string,
  ) {}

  clientOf(secret: string): ApiClient {
    return new ApiClient(this.url, secret);
  }

  /** A caller of the installation's first team. */
  async client(scopes: readonly Permission[] = PERMISSIONS): Promise<ApiClient> {
    const { team } = await this.withDatabase((database) => firstBoot(database));
    const { secret } = await this.app.get(KeyRing).create(team, { name: 'test', scopes });
    return this.clientOf(secret);
  }

  /** A caller of another team who may do everything there. */
  async stranger(): Promise<ApiClient> {
    const team = await this.withDatabase(async ({ pool }) => {
      const { rows } = await pool.query<{ id: number }>(
        "INSERT INTO team (public_id, slug, name) VALUES (gen_random_uuid(), gen_random_uuid()::text, 'Strangers') RETURNING id",
      );
      return teamKey(Number(rows[0]?.id));
    });
    const { secret } = await this.app.get(KeyRing).create(team, { name: 'stranger', scopes: PERMISSIONS });
    return this.clientOf(secret);
  }

  /** How many statements this process sends to Postgres meanwhile. */
  async statementsOf(work: () => Promise<unknown>): Promise<number> {
    const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
    const { query } = prototype;
    let count = 0;
    prototype.query = function counted(this: unknown, ...args: unknown[]) {
      count += 1;
      return query.apply(this, args);
    };
    try {
      await work();
    } finally {
      prototype.query = query;
    }
    return count;
  }

  async withDatabase<T>(work: (database: ReturnType<typeof connectDatabase>) => Promise<T>): Promise<T> {
    const database = connectDatabase(this.databaseUrl, { max: 1, applicationName: 'test' });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
