// How long a second `graticule up` takes until it answers, and what the API holds in memory at rest.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withService } from './service.mjs';

export async function run() {
  const data = mkdtempSync(join(tmpdir(), 'graticule-bench-'));
  try {
    const first = await withService(async ({ readyMs }) => readyMs, { data, keep: true });
    const [second, rest] = await withService(
      async ({ readyMs, apiPid }) => {
        await pause(3000); // at rest: garbage of the start collected, caches empty
        return [readyMs, residentMiB(apiPid())];
      },
      { data, keep: true, workers: 1 },
    );
    return {
      'first start, empty data directory': { value: first / 1000, unit: 's' },
      'second start': { value: second / 1000, unit: 's', reach: '≤ 5' },
      ...(rest && { 'API process at rest': { value: rest, unit: 'MiB', reach: '≤ 180 MB' } }),
    };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function residentMiB(pid) {
  return pid && Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
