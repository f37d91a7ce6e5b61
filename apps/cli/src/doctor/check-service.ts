import { address } from '../service.js';
import type { Settings } from '../settings.js';
import { CommandFailed } from '../command-failed.js';
import type { Finding } from './finding.js';
import { isKeyAccepted } from '../up/is-key-accepted.js';

const PATIENCE_MS = 5_000;

/** The API as an address and a key reach it; its own word on database, migrations and queue. */
export async function checkService(settings: Settings): Promise<Finding[]> {
  try {
    const { url, apiKey } = await address(settings);
    return await checkApi(url, apiKey);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return [{ what: 'API', state: 'absent', says: error.message, ...(error.action ? { action: error.action } : {}) }];
  }
}

async function checkApi(url: string, apiKey: string): Promise<Finding[]> {
  try {
    const ready = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const readiness: Finding = {
      what: `API ${url}`,
      state: ready.ok ? 'fine' : 'broken',
      says: `/readyz: ${await ready.text()}`,
    };
    const accepted = await isKeyAccepted(url, apiKey);
    const key: Finding = accepted
      ? { what: 'API key', state: 'fine', says: 'accepted' }
      : {
          what: 'API key',
          state: 'broken',
          says: 'refused',
          action: 'Run `graticule up` again, or set GRATICULE_API_KEY.',
        };
    return [readiness, key];
  } catch (error) {
    const failure = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = failure instanceof Error ? failure.message : String(failure);
    return [
      { what: `API ${url}`, state: 'absent', says: `no answer: ${reason}`, action: 'Start it with `graticule up`.' },
    ];
  }
}
