import { stopOnSignals } from '@graticule/platform';
import { explainFailure } from '../explain-failure.js';
import type { Output } from '../output.js';
import { readSettings } from '../settings.js';
import { formatDuration } from '../terminal/format-number.js';
import { credentialsFile } from '../credentials.js';
import { LocalService } from './local-service.js';

interface Started {
  readonly service: LocalService;
  readonly url: string;
  readonly apiKey: string;
  readonly readyMs: number;
  /** What a person wants to know of a service that is ready. */
  readonly lines: readonly string[];
  /** Never settles: the process ends by a signal. */
  readonly ended: Promise<never>;
}

/**
 * Starts a service that belongs to this process: the first Ctrl-C stops it in order, the second kills it at once, and
 * whatever ends this process ends the service with it.
 */
export async function startService(output: Output, options: { readonly verbose?: true }): Promise<Started> {
  const began = performance.now();
  const settings = readSettings(process.env);
  const note = (line: string) => output.note(line);
  const logLevel = settings.logLevel ?? (options.verbose ? 'info' : 'warn');
  const service = new LocalService({ settings, environment: process.env, logLevel, note });
  process.once('exit', () => service.kill());
  process.on('SIGHUP', () => process.emit('SIGTERM')); // the terminal was closed
  stopOnSignals(
    () => {
      note('stopping; once more stops at once');
      return service.stop();
    },
    (error) => explainFailure(error).lines.forEach(note),
  );
  const { url, apiKey } = await service.start().catch(async (error: unknown) => {
    if (service.stopping) return new Promise<never>(() => undefined); // the signal's handler ends this process
    await service.stop();
    throw error;
  });
  const readyMs = Math.round(performance.now() - began);
  const lines = [
    `Graticule is ready after ${formatDuration(readyMs)}`,
    `  API      ${url}/api/v1`,
    `  GraphQL  ${url}/graphql`,
    `  key      ${credentialsFile(settings.data)}`,
    `  workers  ${settings.workers}`,
    '  stop     Ctrl-C',
  ];
  return { service, url, apiKey, readyMs, lines, ended: new Promise<never>(() => undefined) };
}
