import { LIMITS } from '@graticule/contracts';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const atLeastOne = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const folders = z.coerce.number().int().min(0).max(64);
const claimMs = z.coerce.number().int().min(500).max(600_000);

/** Everything that is configured from outside, parsed once at boot. */
export const ApiEnvironment = z
  .object({
    DATABASE_URL: z.string({
      error: 'the address of a Postgres database, such as postgres://user@host:5432/graticule',
    }),
    REDIS_URL: z.string().optional(),
    GRATICULE_QUEUE_URL: z.string().optional(),
    GRATICULE_HOST: z.string().default('127.0.0.1'),
    GRATICULE_PORT: port.default(4600),
    GRATICULE_LOG: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    GRATICULE_CLAIM_MS: claimMs.default(15_000),
    GRATICULE_BACKLOG_POINTS: atLeastOne.default(LIMITS.backlogPoints),
    GRATICULE_BACKLOG_BYTES: atLeastOne.default(LIMITS.backlogBytes),
    GRATICULE_FOLDERS: folders.default(1),
    GRATICULE_MIGRATE: z.enum(['0', '1']).default('0'),
  })
  .transform((env) => ({
    databaseUrl: env.DATABASE_URL,
    queueUrl: env.REDIS_URL ?? env.GRATICULE_QUEUE_URL ?? env.DATABASE_URL,
    host: env.GRATICULE_HOST,
    port: env.GRATICULE_PORT,
    logLevel: env.GRATICULE_LOG,
    claimMs: env.GRATICULE_CLAIM_MS,
    // Several sweeps fit into the time after which a claim is late.
    sweepMs: Math.min(2_000, env.GRATICULE_CLAIM_MS / 4),
    backlog: { points: env.GRATICULE_BACKLOG_POINTS, bytes: env.GRATICULE_BACKLOG_BYTES },
    folders: env.GRATICULE_FOLDERS,
    migrate: env.GRATICULE_MIGRATE === '1',
  }));
export type ApiEnvironment = z.infer<typeof ApiEnvironment>;
