import type { RunId } from '@graticule/contracts';
import { MemoryLog, MemoryResults } from '../memory-log.test-support.js';
import { LanguageModelConfig } from './config.js';
import { readOutcome } from './run-outcome.js';

const id = 'run' as RunId;

function read(loss: readonly number[], config: Readonly<Record<string, unknown>> = LanguageModelConfig.parse({})) {
  const log = new MemoryLog();
  const tokens = log.axis('token', ['a', 'b', 'c', 'd'], { bin: ['[1,3)', '[1,3)', '[243,inf)', null] });
  for (const metric of ['train/token/loss', 'heldout/token/loss'])
    log.vector(1, metric, tokens, Float64Array.from(loss));
  const layers = log.axis('layer', ['w', 'b', 'out', 'out/bias'], { layer: ['hidden', 'hidden', 'output', 'output'] });
  log.vector(1, 'layer/weight_norm_share', layers, Float64Array.of(0.5, 0.125, 0.25, 0.125));
  const run = { id, role: 'treatment', seed: 1, config } as const;
  return readOutcome(new MemoryResults([run], new Map([[id, log]])), run);
}

describe('the outcome of a run', () => {
  it('is the plain mean over the token types of a bin', async () => {
    expect(await read([3, 4, 1, 99])).toMatchObject({ rare: 3.5, frequent: 1, heldOutRare: 3.5, outputShare: 0.375 });
  });

  it('is NaN when one type of the training text diverged; a held-out text may lack a type', async () => {
    expect(await read([3, Number.NaN, 1, 99])).toMatchObject({
      rare: Number.NaN,
      frequent: Number.NaN,
      heldOutRare: 3,
    });
  });

  it('is NaN where a series was not logged', async () => {
    expect(await read([3, 4, 1, 99])).toMatchObject({
      average: Number.NaN,
      balanced: Number.NaN,
      rareSpeed: Number.NaN,
    });
  });

  it('does not exist for a run of another shape', async () => {
    expect(await read([3, 4, 1, 99], { anything: 1 })).toBeUndefined();
  });
});
