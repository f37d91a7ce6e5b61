import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Logger } from '@graticule/platform';
import { RunConsumer } from '@graticule/queue';
import { GraticuleClient } from '@graticule/sdk';
import { type DynamicModule, Module } from '@nestjs/common';
import { z } from 'zod';
import { Enrolment } from './enrolment.js';
import { House } from './house.js';
import { Slots } from './slots.js';
import { TakeJob } from './take-job.processor.js';
import { startTrainer } from './trainer-process.js';
import type { WorkerEnvironment } from './worker-environment.js';
import { WorkerLife } from './worker-life.js';

const VERSION = z.object({ version: z.string() });

/** The whole worker on one page. */
@Module({})
export class WorkerModule {
  static of(environment: WorkerEnvironment, log: Logger): DynamicModule {
    const { url, apiKey, connection, name, slots, queue, backend } = environment;
    const registration = {
      name,
      host: hostname(),
      pid: process.pid,
      slots,
      queue,
      version: version(),
      ...(backend && { backend }),
    };
    const program = { main: environment.trainer, environment: trainerSettings(environment) };
    return {
      module: WorkerModule,
      providers: [
        {
          provide: House,
          useFactory: () => new House(new GraticuleClient({ url, token: apiKey, timeoutMs: 5_000 })),
        },
        { provide: Enrolment, useFactory: (house: House) => new Enrolment(house, registration, log), inject: [House] },
        { provide: Slots, useFactory: () => new Slots(slots) },
        {
          provide: TakeJob,
          useFactory: (enrolment: Enrolment, house: House, free: Slots) =>
            new TakeJob(enrolment, house, free, (claimed, slot) => startTrainer(claimed, slot, program, log), log),
          inject: [Enrolment, House, Slots],
        },
        {
          provide: RunConsumer,
          useFactory: (jobs: TakeJob) =>
            new RunConsumer(connection, {
              queue,
              concurrency: slots,
              log,
              take: (job, signal) => jobs.take(job, signal),
            }),
          inject: [TakeJob],
        },
        {
          provide: WorkerLife,
          useFactory: (enrolment: Enrolment, consumer: RunConsumer) => new WorkerLife(enrolment, consumer),
          inject: [Enrolment, RunConsumer],
        },
      ],
    };
  }
}

function trainerSettings({ url, data, backend }: WorkerEnvironment): Readonly<Record<string, string | undefined>> {
  return { ...process.env, GRATICULE_URL: url, GRATICULE_DATA: data, ...(backend && { GRATICULE_BACKEND: backend }) };
}

function version(): string {
  return VERSION.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))).version;
}
