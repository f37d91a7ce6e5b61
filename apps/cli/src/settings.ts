import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnvironment } from '@graticule/platform';
import { z } from 'zod';

/** The root of the checkout; src/ and dist/ lie equally deep. */
export const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

const wholeNumber = (what: string, least: number, most: number) =>
  z
    .string()
    .trim()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: ({ input }) => `must be ${what}, ${least} to ${most}; got ${String(input)}`,
    })
    .transform(Number);

const Environment = z.object({
  GRATICULE_DATA: z.string().default(join(CHECKOUT, '.graticule')),
  GRATICULE_HOST: z.string().default('127.0.0.1'),
  GRATICULE_PORT: wholeNumber('a port', 0, 65_535).default(4600),
  GRATICULE_WORKERS: wholeNumber('a number of workers', 0, 64).default(1),
  GRATICULE_LOG: z.enum(['debug', 'info', 'warn', 'error']).optional(),
  GRATICULE_URL: z.url({ protocol: /^https?$/ }).optional(),
  GRATICULE_API_KEY: z.string().optional(),
  GRATICULE_BACKEND: z.string().optional(),
  GRATICULE_QUEUE_URL: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  REDIS_URL: z.string().optional(),
});

/** What the environment says, parsed once per process. */
export interface Settings {
  readonly data: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly workers: number;
  readonly logLevel: string | undefined;
  readonly url: string | undefined;
  readonly apiKey: string | undefined;
  readonly backend: string | undefined;
  readonly queueUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
}

export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = parseEnvironment(Environment, environment);
  return {
    data: resolve(parsed.GRATICULE_DATA),
    host: parsed.GRATICULE_HOST,
    port: parsed.GRATICULE_PORT,
    workers: parsed.GRATICULE_WORKERS,
    logLevel: parsed.GRATICULE_LOG,
    url: parsed.GRATICULE_URL,
    apiKey: parsed.GRATICULE_API_KEY,
    backend: parsed.GRATICULE_BACKEND,
    queueUrl: parsed.GRATICULE_QUEUE_URL,
    databaseUrl: parsed.DATABASE_URL,
    redisUrl: parsed.REDIS_URL,
  };
}

/** Where `backend install` puts what is not part of the packages, and where trainers look for it. */
export const backendDirectory = (settings: Pick<Settings, 'data'>): string => join(settings.data, 'backends');
