import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Slug } from '@graticule/contracts';
import { parseEnvironment } from '@graticule/platform';
import { type QueueConnection, queueConnection } from '@graticule/queue';
import { z } from 'zod';
import { slotsOfThisMachine } from './devices.js';

/** What a worker is told from outside. */
export interface WorkerEnvironment {
  readonly url: string;
  /** With the scope workers:run. Trainers never see it. */
  readonly apiKey: string;
  readonly connection: QueueConnection;
  readonly queue: string;
  readonly name: string;
  readonly slots: number;
  readonly data: string;
  readonly backend: string | undefined;
  /** The program that trains one attempt. */
  readonly trainer: string;
  readonly logLevel: string;
}

// The same place seen from src/ and from dist/.
const TRAINER = fileURLToPath(new URL('../../trainer/dist/main.js', import.meta.url));

const Environment = z.object({
  GRATICULE_URL: z.url({ error: 'the address of the API, such as http://127.0.0.1:4600' }),
  GRATICULE_API_KEY: z.string({ error: 'a key with the scope workers:run' }),
  GRATICULE_QUEUE_URL: z
    .string({ error: 'the address of the queue, postgres://… or redis://…' })
    .regex(/^(postgres(ql)?|rediss?):\/\//, 'postgres://… or redis://…'),
  GRATICULE_QUEUE: Slug.default('default'),
  GRATICULE_WORKER_NAME: z.string().max(200).optional(),
  GRATICULE_SLOTS: z.coerce.number().int().min(1).max(256).optional(),
  GRATICULE_DATA: z.string().default('.graticule'),
  GRATICULE_BACKEND: z.string().max(100).optional(),
  GRATICULE_TRAINER: z.string().default(TRAINER),
  GRATICULE_LOG: z.enum(['debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/** Throws InvalidEnvironment with everything that is wrong. */
export function workerEnvironment(environment: Readonly<Record<string, string | undefined>>): WorkerEnvironment {
  const parsed = parseEnvironment(Environment, environment);
  return {
    url: parsed.GRATICULE_URL,
    apiKey: parsed.GRATICULE_API_KEY,
    connection: queueConnection(parsed.GRATICULE_QUEUE_URL),
    queue: parsed.GRATICULE_QUEUE,
    name: parsed.GRATICULE_WORKER_NAME ?? `${hostname()}-${process.pid}`,
    slots: parsed.GRATICULE_SLOTS ?? slotsOfThisMachine(),
    data: resolve(parsed.GRATICULE_DATA),
    backend: parsed.GRATICULE_BACKEND,
    trainer: resolve(parsed.GRATICULE_TRAINER),
    logLevel: parsed.GRATICULE_LOG,
  };
}
