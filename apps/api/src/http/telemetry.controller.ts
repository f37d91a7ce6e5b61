import { Controller, Get, Header } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { Telemetry } from '../background/telemetry.js';
import { prometheusText } from './prometheus-text.js';
import type { RouteDocument } from './route-document.js';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * What a watcher scrapes. With a key and not for everybody: the numbers are those of the whole installation. Not open to the
 * loopback address either: behind a proxy on the same machine everybody comes from there.
 */
@Controller()
export class TelemetryController {
  constructor(private readonly telemetry: Telemetry) {}

  @Get('metrics')
  @Allow('runs:read')
  @Header('content-type', TEXT)
  async read(): Promise<string> {
    return prometheusText(await this.telemetry.gauges());
  }
}

export const telemetryRoutes: readonly RouteDocument[] = [
  {
    method: 'get',
    path: '/metrics',
    operation: 'telemetry',
    summary: 'Counters and gauges of this process and its store, in the text format of Prometheus.',
    permission: 'runs:read',
    answers: { 200: { description: 'Read now.', content: { 'text/plain': 'text' } } },
    problems: ['STORE_UNAVAILABLE'],
  },
];
