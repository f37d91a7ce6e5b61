import { RunConsumer } from '@graticule/queue';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Enrolment } from './enrolment.js';

/** Jobs are taken from the moment the house knows the worker; when it stops, what it trains goes back to the queue. */
export class WorkerLife implements OnApplicationShutdown {
  constructor(
    private readonly enrolment: Enrolment,
    private readonly consumer: RunConsumer,
  ) {}

  async begin(): Promise<void> {
    await this.enrolment.enter();
    this.consumer.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.consumer.close();
    this.enrolment.leave();
  }
}
