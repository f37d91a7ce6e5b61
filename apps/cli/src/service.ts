import { GraticuleClient } from '@graticule/sdk';
import { CommandFailed } from './command-failed.js';
import { credentialsFile, readCredentials } from './credentials.js';
import { Output } from './output.js';
import { readSettings, type Settings } from './settings.js';

/** A service to talk to, and where to speak about it. */
export interface Service {
  readonly url: string;
  readonly client: GraticuleClient;
  readonly output: Output;
}

/** The service that the environment names, else the one that `up` runs on the data directory. */
export async function openService(options: { readonly json?: true | undefined }): Promise<Service> {
  const { url, apiKey } = await address(readSettings(process.env));
  await requireAnswer(url);
  return serviceAt(url, apiKey, outputFor(options));
}

/** The client speaks through `output`, so that what it says does not run into what is redrawn there. */
export const serviceAt = (url: string, apiKey: string, output: Output): Service => ({
  url,
  client: new GraticuleClient({ url, token: apiKey, log: (message) => output.note(message) }),
  output,
});

/** The client waits out a restart; a command whose service is not there should say so at once. */
async function requireAnswer(url: string): Promise<void> {
  try {
    await (await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(10_000) })).body?.cancel();
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw new CommandFailed('the service does not answer', {
      where: url,
      action: 'Start it with `graticule up`, or correct GRATICULE_URL.',
      cause,
    });
  }
}

export const outputFor = (options: { readonly json?: true | undefined }): Output =>
  new Output(options.json ? 'json' : 'text');

export async function address(settings: Settings): Promise<{ url: string; apiKey: string }> {
  const { url, apiKey } = settings;
  if (url !== undefined && apiKey !== undefined) return { url, apiKey };
  const local = await readCredentials(settings.data);
  // A key belongs to one service: the local key is never sent to an address from elsewhere.
  if (local !== undefined && (url === undefined || url === local.url))
    return { url: local.url, apiKey: apiKey ?? local.apiKey };
  throw new CommandFailed('no address and key of a service', {
    where: credentialsFile(settings.data),
    action: 'Start one here with `graticule up`, or set GRATICULE_URL and GRATICULE_API_KEY.',
  });
}
